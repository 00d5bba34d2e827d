"""Do jobs: decode, network and encoding beside each other, events out, nothing printed."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from fractions import Fraction
from queue import SimpleQueue

from roadeye.inference.events import Event
from roadeye.inference.jobs import Job
from roadeye.inference.messages import JobState, Picture, WriteOptions
from roadeye.inference.outputs.output import USUAL, OutputSettings
from roadeye.inference.read import Decoded, frames_of_job, read_jobs
from roadeye.inference.segmenter import Segmenter
from roadeye.inference.smoothing_kind import Smoothing
from roadeye.inference.stages import ahead, overlapped
from roadeye.inference.write import Writer
from roadeye.io.limits import MAX_PIXELS
from roadeye.io.taken import DEFAULT_FPS, EACH, WHOLE, Every, Taken, TimeRange


@dataclass(frozen=True)
class PipelineSettings:
    """Say what is taken of the inputs, and what is done with videos.

    Attributes:
        time_range: The seconds of a video.
        fps: Pictures a second, where the source is a sequence of pictures.
        max_pixels: Larger pictures are refused before decoding.
        every: Which of the frames of a video.
        smoothing: How the masks of videos are steadied.
        outputs: How results are written.
    """

    time_range: TimeRange = WHOLE
    fps: Fraction = DEFAULT_FPS
    max_pixels: int = MAX_PIXELS
    every: Every = EACH
    smoothing: Smoothing = Smoothing.OFF
    outputs: OutputSettings = USUAL

    @property
    def taken(self) -> Taken:
        """What sources are asked for."""
        return Taken(self.time_range, self.every, self.fps, self.max_pixels)


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
    settings = settings or PipelineSettings()
    writer = Writer(segmenter, settings.smoothing, settings.outputs)
    jobs = list(jobs)
    moving = [job.moving for job in jobs if job.moving is not None]
    live = any(one.live for one in moving)
    many = (len(jobs) > 1 or bool(moving)) and not live
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

    source = read_jobs(segmenter, map(JobState, jobs), settings.taken, stopped, writer)
    if live:  # one frame at a time, each the newest there is: nothing waits between the stages
        with closing(source):
            for message in source:
                yield from writer(infer(message))
        return
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
    settings = settings or PipelineSettings()
    writer = Writer(segmenter, settings.smoothing, settings.outputs)
    state = JobState(job, options or WriteOptions())
    for message in frames_of_job(segmenter, state, settings.taken, lambda: False):
        yield from writer(_infer(segmenter, message))


def _infer(segmenter: Segmenter, message: object) -> object:
    """Run the network on a decoded frame; other messages pass."""
    if not isinstance(message, Decoded) or message.state.failed:
        return message
    started = time.perf_counter()
    raw = segmenter.run(message.prepared)
    seconds = message.seconds + time.perf_counter() - started
    return Picture(message.state, message.frame, message.prepared, raw, seconds)
