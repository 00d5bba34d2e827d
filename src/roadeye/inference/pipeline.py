"""Do jobs: decode, network and encoding beside each other, events out, nothing printed."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from queue import SimpleQueue

from roadeye.errors import InputError, RoadeyeError
from roadeye.inference.events import Event, Skipped
from roadeye.inference.jobs import Job, SourceKind
from roadeye.inference.segmenter import Prepared, Segmenter
from roadeye.inference.stages import ahead, overlapped
from roadeye.inference.write import (
    Begin,
    End,
    JobState,
    Picture,
    Remark,
    WriteOptions,
    Writer,
)
from roadeye.io.faults import out_of_memory, unforeseen
from roadeye.io.frames import WHOLE, Frame, TimeRange, frames_of_pictures
from roadeye.io.images import read_image
from roadeye.io.limits import MAX_PIXELS
from roadeye.io.video import frames_of_video, video_facts

DEFAULT_FPS = Fraction(10)
"""Pictures a second of a sequence, as KITTI's cameras."""

EXISTS = "its outputs exist"
_UNTIL_STOPPED = "the call ended before it"


@dataclass(frozen=True)
class PipelineSettings:
    """Say what is taken of the inputs.

    Attributes:
        time_range: The seconds of a video.
        fps: Pictures a second, where the source is a sequence of pictures.
        max_pixels: Larger pictures are refused before decoding.
    """

    time_range: TimeRange = WHOLE
    fps: Fraction = DEFAULT_FPS
    max_pixels: int = MAX_PIXELS


def run_jobs(
    segmenter: Segmenter,
    jobs: Iterable[Job],
    settings: PipelineSettings | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[Event]:
    """Do jobs one after another, and tell what happens.

    Whatever one input does, the others are done. A disk that is full or read-only ends the work,
    since nothing else could be written; the jobs that are left are told as skipped.

    Args:
        segmenter: The model.
        jobs: What to do.
        settings: What is taken of the inputs.
        stopped: Asked before each frame; where it says yes, what is in work is finished (a video
            then ends there and plays), and the jobs that are left are told as skipped.

    Yields:
        The events, job by job in their order. Closing the iterator ends all work.

    Raises:
        ModelError: The network cannot run, so that no job can be done.
    """
    writer = Writer(segmenter)

    jobs = list(jobs)
    many = len(jobs) > 1 or any(job.kind is not SourceKind.PICTURE for job in jobs)
    engines = segmenter.engine.split() if many else [segmenter.engine]
    idle: SimpleQueue[Segmenter] = SimpleQueue()
    for engine in engines:
        idle.put(replace(segmenter, engine=engine))

    def infer(message: object) -> object:
        mine = idle.get()
        try:
            return _infer(mine, message)
        finally:
            idle.put(mine)

    source = _decode(segmenter, jobs, settings or PipelineSettings(), stopped, writer)
    with closing(overlapped(source)) as decoded:
        for events in overlapped(ahead(infer, decoded, len(engines)), writer):
            yield from events


def run_job(
    segmenter: Segmenter,
    job: Job,
    settings: PipelineSettings | None = None,
    options: WriteOptions | None = None,
) -> Iterator[Event]:
    """Do one job in the caller's thread, for processes that share the cores already.

    Args:
        segmenter: The model.
        job: What to do.
        settings: What is taken of the input.
        options: How its outputs are written.

    Yields:
        The events of `run_jobs`, in the same order.

    Raises:
        ModelError: The network cannot run.
    """
    writer = Writer(segmenter)
    state = JobState(job, options or WriteOptions())
    for message in _frames_of_job(segmenter, state, settings or PipelineSettings(), lambda: False):
        yield from writer(_infer(segmenter, message))


@dataclass(frozen=True, eq=False)
class _Decoded:
    state: JobState
    frame: Frame
    prepared: Prepared
    seconds: float


def _infer(segmenter: Segmenter, message: object) -> object:
    """Run the network on a decoded frame; other messages pass."""
    if not isinstance(message, _Decoded) or message.state.failed:
        return message
    started = time.perf_counter()
    raw = segmenter.run(message.prepared)
    seconds = message.seconds + time.perf_counter() - started
    return Picture(message.state, message.frame, message.prepared, raw, seconds)


def _decode(
    segmenter: Segmenter,
    jobs: Iterable[Job],
    settings: PipelineSettings,
    stopped: Callable[[], bool],
    writer: Writer,
) -> Iterator[object]:
    """Yield the frames of all jobs, each job between a `Begin` and an `End`."""
    for job in jobs:
        if job.skip:
            yield Skipped(job, EXISTS, wanted=True)
        elif stopped() or writer.fatal:
            yield Skipped(job, _UNTIL_STOPPED, wanted=False)
        else:
            yield from _frames_of_job(segmenter, JobState(job), settings, stopped)


def _frames_of_job(
    segmenter: Segmenter,
    state: JobState,
    settings: PipelineSettings,
    stopped: Callable[[], bool],
) -> Iterator[object]:
    remarks: list[Remark] = []
    error: RoadeyeError | None = None
    was_stopped = False
    try:
        yield _begin(state, settings)
        for frame in _frames(state, settings, remarks):
            yield from remarks
            remarks.clear()
            was_stopped = stopped()
            if state.failed or was_stopped:
                break
            started = time.perf_counter()
            prepared = segmenter.prepare(frame.image)
            yield _Decoded(state, frame, prepared, time.perf_counter() - started)
    except RoadeyeError as raised:
        error = raised
    except MemoryError:
        error = out_of_memory(state.job.source)
    except Exception as raised:  # noqa: BLE001  whatever one input does, the others are done
        error = unforeseen(f"{state.job.source} cannot be processed", raised)
    yield from remarks
    yield End(state, error, was_stopped)


def _begin(state: JobState, settings: PipelineSettings) -> Begin:
    """Look how many frames are to come, as far as the source tells."""
    job, span = state.job, settings.time_range
    match job.kind:
        case SourceKind.PICTURE:
            return Begin(state, settings.fps, 1)
        case SourceKind.SEQUENCE:
            whole = len(job.inputs) / float(settings.fps)
            return Begin(state, settings.fps, round(span.seconds(whole) * settings.fps))
        case SourceKind.VIDEO:
            facts = video_facts(_path(job), settings.max_pixels)
            if facts.seconds is None:
                return Begin(state, facts.rate, None)
            return Begin(state, facts.rate, round(span.seconds(facts.seconds) * facts.rate))


def _frames(state: JobState, settings: PipelineSettings, remarks: list[Remark]) -> Iterator[Frame]:
    job = state.job

    def warn(message: str) -> None:
        remarks.append(Remark(state, message, lost=True))

    def note(message: str) -> None:
        remarks.append(Remark(state, message, lost=False))

    match job.kind:
        case SourceKind.PICTURE:
            image = read_image(job.inputs[0], settings.max_pixels, job.source, warn=note)
            yield Frame(0, Fraction(0), image)
        case SourceKind.SEQUENCE:
            paths = [one for one in job.inputs if isinstance(one, Path)]
            yield from frames_of_pictures(
                paths, settings.fps, warn, settings.time_range, settings.max_pixels
            )
        case SourceKind.VIDEO:
            yield from frames_of_video(
                _path(job), warn, settings.time_range, settings.max_pixels, note
            )


def _path(job: Job) -> Path:
    (only,) = job.inputs
    if not isinstance(only, Path):
        raise InputError(f"{job.source}: a video is read from a file, not from its content.")
    return only
