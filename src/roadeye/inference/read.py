"""The first stage of a pipeline: jobs become frames that are ready for the network."""

import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from roadeye.errors import RoadeyeError
from roadeye.inference.events import Skipped
from roadeye.inference.messages import Begin, End, JobState, Remark
from roadeye.inference.segmenter import Segmenter
from roadeye.inference.steps import Prepared
from roadeye.inference.write import Writer
from roadeye.io.faults import out_of_memory, unforeseen
from roadeye.io.frames import Frame, Listener
from roadeye.io.images import read_image
from roadeye.io.taken import Taken

EXISTS = "its outputs exist"
_UNTIL_STOPPED = "the call ended before it"


@dataclass(frozen=True, eq=False)
class Decoded:
    """A frame that is ready for the network, and the seconds that this took."""

    state: JobState
    frame: Frame
    prepared: Prepared
    seconds: float


def read_jobs(
    segmenter: Segmenter,
    states: Iterable[JobState],
    taken: Taken,
    stopped: Callable[[], bool],
    writer: Writer,
) -> Generator[object]:
    """Yield the frames of all jobs, each job between a `Begin` and an `End`."""
    for state in states:
        if state.job.skip:
            yield Skipped(state.job, EXISTS, wanted=True)
        elif stopped() or writer.fatal:
            yield Skipped(state.job, _UNTIL_STOPPED, wanted=False)
        else:
            yield from frames_of_job(segmenter, state, taken, stopped)


def frames_of_job(
    segmenter: Segmenter, state: JobState, taken: Taken, stopped: Callable[[], bool]
) -> Iterator[object]:
    """Yield the frames of one job, between a `Begin` and an `End`."""
    remarks: deque[Remark] = deque()
    error: RoadeyeError | None = None
    was_stopped = False
    try:
        for item in _read(state, taken, remarks):
            while remarks:  # a live source tells of itself in a thread of its own
                yield remarks.popleft()
            was_stopped = stopped()
            if state.failed or was_stopped:
                break
            if isinstance(item, Frame):
                started = time.perf_counter()
                prepared = segmenter.prepare(item.image)
                yield Decoded(state, item, prepared, time.perf_counter() - started)
            elif item is not None:
                yield item
    except RoadeyeError as raised:
        error = raised
    except MemoryError:
        error = out_of_memory(state.job.source)
    except Exception as raised:  # noqa: BLE001  whatever one input does, the others are done
        error = unforeseen(f"{state.job.source} cannot be processed", raised)
    yield from remarks
    yield End(state, error, was_stopped)


def _read(state: JobState, taken: Taken, remarks: deque[Remark]) -> Iterator[Begin | Frame | None]:
    """Yield what is known before the first frame, and the frames."""

    def warn(message: str) -> None:
        remarks.append(Remark(state, message, lost=True))

    def note(message: str) -> None:
        remarks.append(Remark(state, message, lost=False))

    moving = state.job.moving
    if moving is None:
        (picture,) = state.job.inputs
        if not isinstance(picture, Path | bytes):
            raise TypeError("a picture is a file or its content")
        yield Begin(state, taken.fps, 1)
        yield Frame(
            0, Fraction(0), read_image(picture, taken.max_pixels, state.job.source, warn=note)
        )
        return
    with moving.open(taken, Listener(warn, note)) as stream:
        yield Begin(state, taken.every.rate(stream.rate), stream.expected(taken))
        yield from stream.frames
