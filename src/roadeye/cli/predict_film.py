"""`roadeye predict` on a video or the pictures of a drive: a film of the overlay."""

import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import FrameType

from roadeye.arrays import Image
from roadeye.cli.predict_result import Outcome, Result
from roadeye.cli.progress import Progress, progress
from roadeye.inference.segmenter import Segmenter
from roadeye.io.frames import Frame, TimeRange, Warn, frames_of_pictures
from roadeye.io.video import frames_of_video, video_facts
from roadeye.io.video_writer import video_writer

_PROBLEMS_NAMED = 10
_DEFAULT_FPS = Fraction(10)  # as KITTI's cameras


@dataclass(frozen=True)
class FilmJob:
    """Name what to make a film of.

    Attributes:
        source: What the user called it.
        inputs: The video file alone, or the pictures in order.
        is_video: Whether it is a video file.
        output: The film.
    """

    source: str
    inputs: Sequence[Path]
    is_video: bool
    output: Path


@dataclass(frozen=True)
class FilmOptions:
    """Say what a film takes of its source.

    Attributes:
        time_range: The seconds.
        fps: Pictures a second, where the source is pictures; None means the default.
        max_pixels: Larger pictures are left out.
    """

    time_range: TimeRange
    fps: Fraction | None
    max_pixels: int


@dataclass
class _Tally:
    frames: int = 0
    problems: int = 0
    other_sizes: int = 0
    road: float = 0.0
    seconds: float = 0.0
    size: tuple[int, int] = (0, 0)


def predict_film(
    segmenter: Segmenter, job: FilmJob, options: FilmOptions, outcome: Outcome
) -> None:
    """Make the film, one frame in memory at a time; what cannot be read is left out and noted.

    After Ctrl-C the film holds the frames done so far and can be played.

    Raises:
        InputError: The source cannot be opened, or gives no frame.
        OutputError: The film cannot be written.
        KeyboardInterrupt: After Ctrl-C, when the film is closed.
    """
    rate, total = _expected(job, options)
    tally = _Tally()
    with progress("predict", total, "frames") as told, _interruption() as interrupted:

        def warn(problem: str) -> None:
            tally.problems += 1
            if tally.problems <= _PROBLEMS_NAMED:
                told.say(f"roadeye: {problem}")

        with video_writer(job.output, rate) as write:
            for frame in _frames(job, options, rate, warn):
                write(frame.time, _shown(segmenter, frame, tally))
                told.advance(1)
                if interrupted():
                    break
            if interrupted() and not tally.frames:
                raise KeyboardInterrupt
        _say_what_happened(job, tally, told, stopped=interrupted())
        if interrupted():
            raise KeyboardInterrupt
    _note(job, tally, total, outcome)


def _expected(job: FilmJob, options: FilmOptions) -> tuple[Fraction, int | None]:
    """Return the frames a second and how many are to come, as far as the source tells."""
    if not job.is_video:
        rate = options.fps or _DEFAULT_FPS
        return rate, round(options.time_range.seconds(len(job.inputs) / float(rate)) * rate)
    facts = video_facts(job.inputs[0], options.max_pixels)
    if facts.seconds is None:
        return facts.rate, None
    return facts.rate, round(options.time_range.seconds(facts.seconds) * facts.rate)


def _frames(job: FilmJob, options: FilmOptions, rate: Fraction, warn: Warn) -> Iterator[Frame]:
    if job.is_video:
        return frames_of_video(job.inputs[0], warn, options.time_range, options.max_pixels)
    return frames_of_pictures(job.inputs, rate, warn, options.time_range, options.max_pixels)


def _shown(segmenter: Segmenter, frame: Frame, tally: _Tally) -> Image:
    started = time.perf_counter()
    prediction = segmenter(frame.image)
    tally.seconds += time.perf_counter() - started
    height, width = frame.image.shape[:2]
    if not tally.frames:
        tally.size = (width, height)
    tally.other_sizes += (width, height) != tally.size
    tally.frames += 1
    tally.road += float(prediction.mask.mean())
    return prediction.overlay()


def _say_what_happened(job: FilmJob, tally: _Tally, told: Progress, *, stopped: bool) -> None:
    more = tally.problems - _PROBLEMS_NAMED
    if more > 0:
        told.say(f"roadeye: {job.source}: {more} more parts were left out.")
    if tally.other_sizes:
        width, height = tally.size
        told.say(
            f"roadeye: {tally.other_sizes} frame(s) of another size were fitted into the first "
            f"one's {width}×{height}."
        )
    if stopped:
        told.say(f"roadeye: stopped; {job.output} holds the first {tally.frames} frames.")


def _note(job: FilmJob, tally: _Tally, total: int | None, outcome: Outcome) -> None:
    if tally.problems:
        parts = "1 part" if tally.problems == 1 else f"{tally.problems} parts"
        of_all = "" if total is None else f" of {total}"
        outcome.fail(
            job.source,
            f"{job.source}: {parts} left out; {job.output} shows {tally.frames}{of_all} frames.",
        )
    width, height = tally.size
    outcome.done(
        Result(
            source=job.source,
            outputs=(str(job.output),),
            width=width,
            height=height,
            road_fraction=tally.road / tally.frames,
            milliseconds=round(1000 * tally.seconds / tally.frames, 2),
            frames=tally.frames,
        )
    )


@contextmanager
def _interruption() -> Iterator[Callable[[], bool]]:
    """Turn the first Ctrl-C into an answer, so that a frame is never left half encoded.

    A second Ctrl-C interrupts at once.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    happened = False

    def note(_number: int, _frame: FrameType | None) -> None:
        nonlocal happened
        happened = True
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: happened
    finally:
        signal.signal(signal.SIGINT, before)
