"""The times of a video's frames: counted from the first one, and going on where clips are joined."""

from collections import deque
from dataclasses import dataclass, field
from fractions import Fraction

_RESTART = Fraction(1, 10)  # seconds: a clock that runs back less is inexact, not restarted
_GAP = 10  # seconds: what players take for the next clip, in containers that can be joined


@dataclass
class Clock:
    """Turn the times in a file into seconds since the first frame.

    Attributes:
        rate: Frames a second, for frames without a time or a length.
        joinable: The container can be joined end to end: a long gap is the next clip.
        first: The time of the first frame in the file's clock; None until it is known.
        joins: How many times the clock has restarted.
        time: Seconds of the last frame.
        end: Seconds at which the last frame ends.
    """

    rate: Fraction
    joinable: bool = False
    first: Fraction | None = None
    joins: int = 0
    time: Fraction = Fraction(0)
    end: Fraction = Fraction(0)
    _started: bool = field(default=False, repr=False)

    def tick(self, shown: Fraction | None, length: Fraction) -> Fraction:
        """Return the time of the next frame.

        Args:
            shown: Its time in the file's clock; None where the file does not tell.
            length: How long it is shown; 0 where the file does not tell.

        >>> clock = Clock(Fraction(1))
        >>> [int(clock.tick(Fraction(shown), Fraction(1))) for shown in (7, 8, 9, 7, 8)]
        [0, 1, 2, 3, 4]
        """
        length = length or 1 / self.rate
        if shown is None:
            time = self.end
        else:
            if self.first is None:
                self.first = shown
            time = shown - self.first
            if self._started and self._restarted(time, length):
                self.joins += 1
                self.first = shown - self.end
                time = self.end
        if self._started:
            time = max(time, self.time)  # a clock that stutters never runs back
        self._started = True
        self.time, self.end = time, time + length
        return time

    def _restarted(self, time: Fraction, length: Fraction) -> bool:
        back = time < self.time - max(_RESTART, Fraction(3, 2) * length)
        return back or (self.joinable and time > self.end + _GAP)


@dataclass
class ShownInOrder:
    """Give frames their times where the file stores the times of packets alone (AVI).

    Such files tell when a packet is decoded. As frames are shown at an even pace, the frame that
    is shown first has the time of the packet decoded first.
    """

    _times: deque[int] = field(default_factory=deque)

    def packet(self, dts: int | None) -> None:
        """Take the time of a packet that goes to the decoder."""
        if dts is not None:
            self._times.append(dts)

    def frame(self) -> int | None:
        """Return the time of the next frame."""
        return self._times.popleft() if self._times else None
