"""How fast a video becomes a video, stage by stage, and what memory it takes.

    python benchmarks/video.py VIDEO [--frames 100] [--threads 2] [--smooth flow] [--rounds 3]

Prints the CPU time of each stage on its own, and frames a second of the whole pipeline beside two
loops that a person would write: read, predict, draw and write in turn, with PyAV and with OpenCV. The
whole and the loops are timed in turn, so that a load on the machine slows all of them. `--memory N`
sends N frames of the video, again and again, through a network that answers at once, and prints how
much memory grows after the first 500.
"""

import argparse
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np

from roadeye.inference.events import Advanced, Done
from roadeye.inference.jobs import Job, SourceKind
from roadeye.inference.outputs.kinds import OutputKind, named, video_endings
from roadeye.inference.pipeline import PipelineSettings, run_jobs
from roadeye.inference.segmenter import Segmenter, open_segmenter
from roadeye.inference.smoothing import Smoother
from roadeye.inference.smoothing_kind import Smoothing
from roadeye.io.frames import Frame, Listener
from roadeye.io.sources.source import Stream
from roadeye.io.taken import Taken, TimeRange
from roadeye.io.video import frames_of_video, video_facts
from roadeye.io.video_writer import video_writer
from roadeye.model.engine import Batch, Probabilities
from roadeye.model.spec import ModelSpec


def cpu_ms(work: Callable[[], object], count: int) -> float:
    started = time.process_time()
    work()
    return 1000 * (time.process_time() - started) / count


def stages(segmenter: Segmenter, video: Path, span: TimeRange) -> None:
    frames: list[Frame] = []
    decode = cpu_ms(lambda: frames.extend(frames_of_video(video, print, span)), 1)
    count = len(frames)
    prepared = [segmenter.prepare(frame.image) for frame in frames]
    raws = [segmenter.run(one) for one in prepared]
    found = [
        segmenter.finish(*one)
        for one in zip((f.image for f in frames), prepared, raws, strict=True)
    ]
    drawn = [one.overlay() for one in found]
    steady = Smoother()
    small = [np.ascontiguousarray(raw[..., 0]) for raw in raws]

    def write() -> None:
        with (
            TemporaryDirectory() as folder,
            video_writer(Path(folder) / "a.mp4", Fraction(25)) as put,
        ):
            for frame, picture in zip(frames, drawn, strict=True):
                put(frame.time, picture)

    rows: dict[str, float] = {
        "decode": decode / count,
        "prepare": cpu_ms(lambda: [segmenter.prepare(f.image) for f in frames], count),
        "network": cpu_ms(lambda: [segmenter.run(one) for one in prepared], count),
        "smooth flow": cpu_ms(
            lambda: [steady(p.tensor, m) for p, m in zip(prepared, small, strict=True)], count
        ),
        "restore": cpu_ms(
            lambda: [
                segmenter.finish(f.image, p, r)
                for f, p, r in zip(frames, prepared, raws, strict=True)
            ],
            count,
        ),
        "draw": cpu_ms(lambda: [one.overlay() for one in found], count),
        "encode": cpu_ms(write, count),
    }
    for name, value in rows.items():
        print(f"{name:12} {value:7.2f} ms of CPU time a frame")


def whole(segmenter: Segmenter, video: Path, settings: PipelineSettings) -> int:
    with TemporaryDirectory() as folder:
        job = Job("video", (video,), SourceKind.VIDEO, {OutputKind.OVERLAY: Path(folder) / "a.mp4"})
        (done,) = (e for e in run_jobs(segmenter, [job], settings) if isinstance(e, Done))
        return done.result.frames or 0


def plain(segmenter: Segmenter, video: Path, span: TimeRange) -> int:
    with TemporaryDirectory() as folder, video_writer(Path(folder) / "a.mp4", Fraction(25)) as put:
        count = 0
        for frame in frames_of_video(video, print, span):
            put(frame.time, segmenter(frame.image).overlay())
            count += 1
    return count


def with_opencv(segmenter: Segmenter, video: Path, frames: int) -> int:
    capture = cv2.VideoCapture(str(video))
    writer = None
    count = 0
    with TemporaryDirectory() as folder:
        while count < frames:
            good, image = capture.read()
            if not good:
                break
            shown = segmenter(cv2.cvtColor(image, cv2.COLOR_BGR2RGB)).overlay()
            if writer is None:
                size = (shown.shape[1], shown.shape[0])
                code = cv2.VideoWriter.fourcc(*"mp4v")
                writer = cv2.VideoWriter(str(Path(folder) / "a.mp4"), code, 25, size)
            writer.write(cv2.cvtColor(shown, cv2.COLOR_RGB2BGR))
            count += 1
        capture.release()
        if writer is not None:
            writer.release()
    return count


@dataclass(frozen=True)
class AtOnce:
    """An engine that answers at once: what is bright is road."""

    spec: ModelSpec

    def __call__(self, batch: Batch) -> Probabilities:
        """Answer by the red channel."""
        one = (batch[..., :1] / 255).astype(np.float32)
        return np.repeat(one, len(self.spec.heads), axis=-1)

    def split(self) -> "list[AtOnce]":
        """Return itself: it takes no time."""
        return [self]

    def close(self) -> None:
        """Hold nothing."""


@dataclass(frozen=True)
class Again:
    """The frames of a video, again and again."""

    path: Path
    count: int
    name: str = "again"
    stem: str = "again"
    live: bool = False
    files: tuple[Path, ...] = ()

    @contextmanager
    def open(self, _taken: Taken, listener: Listener) -> Iterator[Stream]:
        """Read twenty frames, and give copies of them."""
        first = list(islice(frames_of_video(self.path, listener.warn), 20))
        frames = (
            Frame(number, Fraction(number, 25), frame.image.copy())
            for number, frame in enumerate(islice(cycle(first), self.count))
        )
        yield Stream(Fraction(25), None, frames)


def memory(segmenter: Segmenter, video: Path, count: int) -> None:
    fast = Segmenter(AtOnce(segmenter.spec))
    kinds = (OutputKind.OVERLAY, OutputKind.MASK, OutputKind.POLYGONS)
    with TemporaryDirectory() as folder:
        outputs = named(Path(folder), "a", video_endings(kinds))
        job = Job("again", (Again(video, count),), SourceKind.VIDEO, outputs)
        done = early = late = 0
        for event in run_jobs(fast, [job], PipelineSettings(smoothing=Smoothing.FLOW)):
            done += isinstance(event, Advanced)
            if isinstance(event, Advanced) and done % 500 == 0:
                late = resident()  # while the pipeline is full, not when all is closed
                early = early or late
                if done % 5000 == 0:
                    print(f"{done} frames: {late / 1e6:.1f} MB", flush=True)
    print(f"memory: {early / 1e6:.0f} MB after 500 frames, {(late - early) / 1e6:+.1f} MB "
          f"after {done}; peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB")  # fmt: skip


def resident() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("video", type=Path)
    parser.add_argument("--frames", type=int, default=100)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--smooth", type=Smoothing, default=Smoothing.OFF)
    parser.add_argument("--memory", type=int, metavar="N")
    given = parser.parse_args()
    segmenter = open_segmenter(threads=given.threads)
    if given.memory:
        memory(segmenter, given.video, given.memory)
        return
    span = TimeRange(0.0, given.frames / float(video_facts(given.video).rate))
    stages(segmenter, given.video, span)
    settings = PipelineSettings(span, smoothing=given.smooth)
    ways: dict[str, Callable[[], int]] = {
        "roadeye predict": lambda: whole(segmenter, given.video, settings),
        "one after another": lambda: plain(segmenter, given.video, span),
        "OpenCV loop": lambda: with_opencv(segmenter, given.video, given.frames),
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(given.rounds):
        for name, work in ways.items():
            started = time.perf_counter()
            count = work()
            seconds[name].append((time.perf_counter() - started) / count)
    for name, values in seconds.items():
        print(f"{name:18} {1 / statistics.median(values):6.2f} frames a second")


if __name__ == "__main__":
    main()
