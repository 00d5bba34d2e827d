"""Read what is live: the newest frame alone, and again after the connection is lost."""

import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from av.container import InputContainer, OutputContainer
from av.video.frame import VideoFrame

from roadeye.errors import InputError
from roadeye.io.faults import reason
from roadeye.io.frames import Frame, Listener
from roadeye.io.sources.newest import EndedError, Newest
from roadeye.io.sources.source import Stream
from roadeye.io.taken import Taken
from roadeye.io.video_image import Converter
from roadeye.io.video_input import UNFORESEEN, OpenVideo, choose_track
from roadeye.io.video_packets import frames, packets

Connect: TypeAlias = Callable[[], AbstractContextManager[OpenVideo]]
"""Opens the source; raises `InputError` where that fails."""

PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds before each try to connect again; after the last one the source is lost."""

_NAP = 0.2  # seconds until a reader that waits looks whether anybody still wants frames
_LAST_READ = 2.0  # seconds that the end waits for a read that is under way


@dataclass(frozen=True)
class Connection:
    """Say how a live source is reached.

    Attributes:
        name: What messages call it.
        connect: Opens it; called again where it is lost.
        pauses: Seconds before each try to connect again.
    """

    name: str
    connect: Connect
    pauses: tuple[float, ...] = PAUSES


def live_track(
    name: str, container: InputContainer | OutputContainer, max_pixels: int
) -> OpenVideo:
    """Choose the main track of a source whose frames are wanted as they come; see `choose_track`."""
    if not isinstance(container, InputContainer):
        raise TypeError("opened for writing")
    return choose_track(name, container, max_pixels, at_once=True)


@contextmanager
def live_stream(
    connection: Connection, video: OpenVideo, opened: ExitStack, taken: Taken, listener: Listener
) -> Iterator[Stream]:
    """Read a live source that was just opened.

    A thread reads all the time. Each frame that is asked for is the newest one; the others are
    dropped and counted. Times are those of arrival, since clocks of cameras restart and stutter.

    Args:
        connection: How it was reached.
        video: What `connect` gave.
        opened: Closes that; the thread takes it over.
        taken: What is taken of it.
        listener: Is told where it is lost, and what is broken, by that thread.
    """
    grabber = _Grabber(connection, listener)
    thread = threading.Thread(
        target=grabber.run, args=(video, opened.pop_all()), name=connection.name, daemon=True
    )
    thread.start()
    try:
        yield Stream(video.rate, None, _newest_frames(grabber.newest, taken))
    finally:
        grabber.ended.set()
        thread.join(_LAST_READ)


_Grabbed: TypeAlias = tuple[VideoFrame, Converter, Fraction]


def _newest_frames(newest: Newest[_Grabbed], taken: Taken) -> Generator[Frame | None]:
    take = taken.every.picker()
    first: float | None = None
    index = 0
    while True:
        try:
            got = newest.take(_NAP)
        except EndedError:
            return
        if got is None:
            yield None
            continue
        first = got.arrived if first is None else first
        time = Fraction(got.arrived - first).limit_denominator(1_000_000)
        if taken.time_range.is_over(time):
            return
        if taken.time_range.is_before(time) or not take(time):
            continue
        frame, converter, aspect = got.item
        yield Frame(index, time, converter.image(frame, aspect), got.arrived, got.dropped)
        index += 1


@dataclass(eq=False)
class _Grabber:
    """Read in a thread of its own until nobody wants more, or the source is lost for good."""

    connection: Connection
    listener: Listener
    newest: Newest[_Grabbed] = field(default_factory=Newest)
    ended: threading.Event = field(default_factory=threading.Event)
    tries: int = 0

    def run(self, video: OpenVideo, opened: ExitStack) -> None:
        name, pauses = self.connection.name, self.connection.pauses
        with opened:
            why = self._grab(video)
        while not self.ended.is_set() and self.tries < len(pauses):
            pause = pauses[self.tries]
            self.tries += 1
            self.listener.note(f"{name}: {why}; connecting again in {pause:g} s.")
            if self.ended.wait(pause):
                break
            try:
                with self.connection.connect() as again:
                    why = self._grab(again)
            except InputError as error:
                why = str(error).rstrip(".")
        if self.ended.is_set():
            self.newest.close()
        else:
            self.newest.close(
                InputError(
                    f"{name} was lost and did not come back in {len(pauses)} tries ({why}).",
                    code="source-lost",
                )
            )

    def _grab(self, video: OpenVideo) -> str:
        """Give frames; return why no more came."""
        converter = Converter(video.stream)
        try:
            for frame in frames(packets(video)):
                if self.ended.is_set():
                    break
                if isinstance(frame, VideoFrame):
                    self.newest.give((frame, converter, converter.aspect()))
                    self.tries = 0
                else:
                    self.listener.warn(f"{self.connection.name}: {frame}; left out.")
        except UNFORESEEN as error:
            return f"the connection broke ({reason(error)})"
        return "the stream ended"
