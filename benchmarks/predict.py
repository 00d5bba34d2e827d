"""How much `predict` adds to the network: pictures to masks and overlays, a video to a video.

    python benchmarks/predict.py DATA [--pictures 100] [--frames 200] [--threads 2] [--rounds 3]

DATA is the folder with `kitti-road` and `clips`. Each round times the bare network on the very
pictures, already decoded and letterboxed, and then the whole pipeline from files to files; the
medians of the rounds and their ratios are printed. Run it while nothing else runs.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from roadeye.inference.events import Done, Failed
from roadeye.inference.jobs import Job, SourceKind, plan_folder
from roadeye.inference.outputs.kinds import OutputKind
from roadeye.inference.pipeline import PipelineSettings, run_jobs
from roadeye.inference.segmenter import Segmenter, open_segmenter
from roadeye.inference.steps import Prepared
from roadeye.io.find import find
from roadeye.io.images import read_image
from roadeye.io.taken import TimeRange
from roadeye.io.video import frames_of_video, video_facts


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def network(segmenter: Segmenter, prepared: list[Prepared]) -> None:
    for one in prepared:
        segmenter.run(one)


def pipeline(segmenter: Segmenter, jobs: list[Job], settings: PipelineSettings) -> None:
    events = list(run_jobs(segmenter, jobs, settings))
    failed = [event for event in events if isinstance(event, Failed)]
    if failed or sum(isinstance(event, Done) for event in events) != len(jobs):
        raise SystemExit(f"not all jobs were done: {failed[:1]}")


def report(
    name: str,
    segmenter: Segmenter,
    prepared: list[Prepared],
    make_jobs: Callable[[Path], list[Job]],
    settings: PipelineSettings,
    rounds: int,
) -> None:
    bare, whole = [], []
    for _ in range(rounds):
        bare.append(timed(lambda: network(segmenter, prepared)))
        with TemporaryDirectory() as folder:
            jobs = make_jobs(Path(folder))
            whole.append(timed(partial(pipeline, segmenter, jobs, settings)))
    one, all_of_it = statistics.median(bare), statistics.median(whole)
    count = len(prepared)
    print(
        f"{name}: {count} pictures; network {1000 * one / count:.1f} ms each "
        f"({count / one:.1f}/s), files to files {1000 * all_of_it / count:.1f} ms "
        f"({count / all_of_it:.1f}/s); time ratio {all_of_it / one:.3f}, "
        f"rate ratio {one / all_of_it:.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--pictures", type=int, default=100)
    parser.add_argument("--frames", type=int, default=200)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    segmenter = open_segmenter(threads=given.threads)

    found = find(str(given.data / "kitti-road" / "training" / "image_2")).files[: given.pictures]
    kinds = (OutputKind.MASK, OutputKind.OVERLAY)
    report(
        "KITTI pictures, mask and overlay",
        segmenter,
        [segmenter.prepare(read_image(file.path)) for file in found],
        lambda folder: plan_folder(found, folder, kinds),
        PipelineSettings(),
        given.rounds,
    )

    for video in sorted((given.data / "clips").glob("*.mp4")):
        facts = video_facts(video)
        span = TimeRange(0.0, given.frames / float(facts.rate))
        frames = list(islice(frames_of_video(video, print, span), given.frames))
        height, width = frames[0].image.shape[:2]
        prepared = [segmenter.prepare(frame.image) for frame in frames]
        del frames

        def jobs_of(folder: Path, video: Path = video) -> list[Job]:
            outputs = {OutputKind.OVERLAY: folder / "a.mp4"}
            return [Job(video.name, (video,), SourceKind.VIDEO, outputs)]

        name = f"{video.name}, {width}x{height}, overlay"
        report(name, segmenter, prepared, jobs_of, PipelineSettings(span), given.rounds)


if __name__ == "__main__":
    main()
