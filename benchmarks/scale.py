"""How long, and at what cost, a cluster takes for many hours of video: measured stages, simulated.

    python benchmarks/scale.py VIDEO [--frames 60] [--hours 10000] [--price 0.04] [--storage 1000]

Measured, as processor time of one thread on this machine: decoding a frame, the network on it, and
all else (letterbox, mask, encoding), for masks as a video and for overlays. Computed from that: a
shared storage of `--storage` MB/s feeds 10, 100 and 1,000 cores, each of which takes the next video
when it is free, the longest first; videos are `--video-hours` long on average, spread log-normally.
`--price` is what a core costs an hour, in any currency; all cores are paid until the last is done.
"""

import argparse
import heapq
import math
import random
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from roadeye.inference.events import Done
from roadeye.inference.jobs import Job, SourceKind
from roadeye.inference.messages import WriteOptions
from roadeye.inference.outputs.kinds import OutputKind, video_endings
from roadeye.inference.pipeline import PipelineSettings, run_job
from roadeye.inference.segmenter import open_segmenter
from roadeye.io.taken import TimeRange
from roadeye.io.video import frames_of_video, video_facts

CORES = (10, 100, 1000)


class Stages(NamedTuple):
    """Processor seconds and bytes that a frame takes, or the frames of an hour."""

    decode: float
    network: float
    rest: float
    read: float
    written: float


class Outcome(NamedTuple):
    """What a cluster took: hours, hours while the storage was the limit, hours of idle cores."""

    hours: float
    held_up: float
    idle: float


def measure(video: Path, frames: int, kind: OutputKind) -> Stages:
    """Measure the stages of a frame; a video of the same kind has the same."""
    segmenter = open_segmenter(threads=1)
    rate = float(video_facts(video).rate)
    span = TimeRange(0.0, frames / rate)
    begun = time.process_time()
    count = sum(1 for _ in frames_of_video(video, print, span))
    decode = time.process_time() - begun
    prepared = segmenter.prepare(next(frames_of_video(video, print, span)).image)
    segmenter.run(prepared)
    begun = time.process_time()
    for _ in range(count):
        segmenter.run(prepared)
    network = time.process_time() - begun
    with TemporaryDirectory() as folder:
        out = Path(folder) / f"a{video_endings([kind])[kind]}"
        job = Job(video.name, (video,), SourceKind.VIDEO, {kind: out})
        settings, options = PipelineSettings(span), WriteOptions(durable=False)
        begun = time.process_time()
        events = list(run_job(segmenter, job, settings, options))
        whole = time.process_time() - begun
        if not any(isinstance(event, Done) for event in events):
            raise SystemExit(f"{video} was not done: {events[-1]}")
        written = out.stat().st_size
    read = video.stat().st_size / (video_facts(video).frames or count)
    rest = max(0.0, whole - decode - network)
    return Stages(decode / count, network / count, rest / count, read, written / count)


def of_an_hour(one: Stages, rate: float, taken: float) -> Stages:
    """Return the stages of an hour of video, of which `taken` frames a second are taken.

    All frames are decoded and read: a frame needs those before it.

    >>> of_an_hour(Stages(0.001, 0.01, 0.002, 100, 10), 30.0, 1.0)
    Stages(decode=108.0, network=36.0, rest=7.2, read=10800000.0, written=36000.0)
    """
    whole, some = 3600 * rate, 3600 * taken
    return Stages(
        one.decode * whole, one.network * some, one.rest * some, one.read * whole,
        one.written * some,
    )  # fmt: skip


def simulate(videos: Sequence[float], hour: Stages, cores: int, storage: float) -> Outcome:
    """Let cores take videos one after another, the longest first.

    All videos ask the storage for the same bytes in each second of work, so all go on at one speed:
    that of a core, or less where the cores at work ask for more than the storage gives.

    Args:
        videos: Their lengths in hours.
        hour: What an hour of video takes.
        cores: How many.
        storage: Bytes a second that it reads and writes for all of them.

    Two cores do three videos of an hour, at 3600 s each; one core is idle for the last:

    >>> one = Stages(3600, 0, 0, 1800e6, 1800e6)  # 1 MB a second of work
    >>> simulate([1, 1, 1], one, 2, 10e6)
    Outcome(hours=2.0, held_up=0.0, idle=1.0)

    A storage of 1 MB/s lets two go on at half the speed, and the last at the full one:

    >>> simulate([1, 1, 1], one, 2, 1e6)
    Outcome(hours=3.0, held_up=2.0, idle=1.0)
    """
    work = hour.decode + hour.network + hour.rest
    demand = (hour.read + hour.written) / work  # bytes a second of one core at work
    left = sorted((length * work for length in videos), reverse=True)
    ends: list[float] = []  # of the videos in work, in seconds of work since the beginning
    worked = clock = held_up = idle = 0.0
    begun = 0
    while begun < len(left) or ends:
        while begun < len(left) and len(ends) < cores:
            heapq.heappush(ends, worked + left[begun])
            begun += 1
        speed = min(1.0, storage / (len(ends) * demand))
        busy = len(ends)
        end = heapq.heappop(ends)
        while ends and ends[0] - end < 1e-9:
            heapq.heappop(ends)
        seconds = (end - worked) / speed
        worked, clock = end, clock + seconds
        held_up += seconds if speed < 1 else 0.0
        idle += seconds * (cores - busy)
    return Outcome(clock / 3600, held_up / 3600, idle / 3600)


def lengths(hours: float, mean: float) -> list[float]:
    """Return video lengths that add up to so many hours, log-normal with a spread of 0.7."""
    draw = random.Random(0)
    spread = 0.7
    videos: list[float] = []
    left = hours
    while left > 0:
        length = min(left, draw.lognormvariate(math.log(mean) - spread**2 / 2, spread))
        videos.append(length)
        left -= length
    return videos


def report(given: argparse.Namespace, name: str, hour: Stages, videos: Sequence[float]) -> None:
    work = hour.decode + hour.network + hour.rest
    print(
        f"{name}: an hour of video takes {work / 3600:.2f} core-hours (decoding "
        f"{100 * hour.decode / work:.0f} %, network {100 * hour.network / work:.0f} %, other "
        f"{100 * hour.rest / work:.0f} %), {hour.read / 1e6:.0f} MB read, "
        f"{hour.written / 1e6:.0f} MB written"
    )
    most = given.storage * 1e6 * work / (hour.read + hour.written)
    print(f"  {given.storage:g} MB/s of storage feed {most:.0f} cores")
    for cores in CORES:
        took = simulate(videos, hour, cores, given.storage * 1e6)
        cost = took.hours * cores * given.price
        print(
            f"  {cores:5} cores: {took.hours:8.1f} h, cores idle "
            f"{100 * took.idle / took.hours / cores:4.1f} %, storage the limit for "
            f"{100 * took.held_up / took.hours:3.0f} % of the time; {cost:,.0f} at "
            f"{given.price:g} a core-hour"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("video", type=Path)
    parser.add_argument("--frames", type=int, default=60)
    parser.add_argument("--hours", type=float, default=10_000)
    parser.add_argument("--rate", type=float, default=30)
    parser.add_argument("--video-hours", type=float, default=0.5)
    parser.add_argument("--price", type=float, default=0.04)
    parser.add_argument("--storage", type=float, default=1000, help="MB/s for all cores together")
    given = parser.parse_args()
    videos = lengths(given.hours, given.video_hours)
    print(f"{len(videos)} videos, {sum(videos):.0f} h, the longest {max(videos):.1f} h")
    for kind in (OutputKind.MASK, OutputKind.OVERLAY):
        one = measure(given.video, given.frames, kind)
        print(
            f"measured, {kind}: {1000 * one.decode:.1f} ms to decode a frame, "
            f"{1000 * one.network:.1f} ms network, {1000 * one.rest:.1f} ms other; "
            f"{one.read / 1000:.1f} kB read, {one.written / 1000:.1f} kB written"
        )
        for name, taken in (("each frame", given.rate), ("--every 1s", 1.0)):
            report(given, f"{kind}, {name}", of_an_hour(one, given.rate, taken), videos)


if __name__ == "__main__":
    main()
