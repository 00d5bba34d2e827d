"""What every source of a moving picture can do: be opened once, and give frames."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Protocol, runtime_checkable

from roadeye.io.frames import Frame, Listener
from roadeye.io.taken import Taken


@dataclass(frozen=True)
class Stream:
    """Hold a source that is open.

    Attributes:
        rate: Frames a second, on average, before some are left out.
        seconds: Length; None where nobody knows.
        frames: The frames that are taken, in order. A live source gives None now and then while
            nothing comes, so that the caller can leave.
    """

    rate: Fraction
    seconds: float | None
    frames: Iterator[Frame | None]

    def expected(self, taken: Taken) -> int | None:
        """Return about how many frames are taken; None where nobody knows."""
        if self.seconds is None:
            return None
        return round(taken.time_range.seconds(self.seconds) * taken.every.rate(self.rate))


@runtime_checkable
class Source(Protocol):
    """Frames with times, from wherever they come."""

    @property
    def name(self) -> str:
        """What messages call it, without passwords."""

    @property
    def stem(self) -> str:
        """The name of its outputs, without a suffix."""

    @property
    def live(self) -> bool:
        """Whether frames come in their own time and may never end, as those of a camera."""

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that it reads, which no output may overwrite."""

    def open(self, taken: Taken, listener: Listener) -> AbstractContextManager[Stream]:
        """Open it; leaving the block closes it, whatever happened.

        Raises:
            InputError: It cannot be opened, or (while frames are read) it is lost for good.
        """


@dataclass(frozen=True)
class SourceOptions:
    """Hold what a person says about sources that cannot tell it themselves.

    Attributes:
        topic: The camera of a recording with several.
        raw: Size and pixel format of a stream without a header, such as `"720x1280"` or
            `"720x1280:yuv420p"`: height first.
        timeout: Seconds until a camera or an address that says nothing is given up.
    """

    topic: str | None = None
    raw: str | None = None
    timeout: float = 10.0
