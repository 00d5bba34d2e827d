"""What a job of many inputs costs beside the network: its start, its processes, its flushes.

    python benchmarks/bulk.py DATA [--pictures 240] [--jobs 2] [--rounds 3] [--names 200000] [--ray]

DATA is the folder with `kitti-road`. Four things are measured, or five:

- Start: listing so many names and deciding what is left, in a process of its own.
- One thread: decode, letterbox and network of the pictures, in this process.
- `--jobs`: the same pictures to masks on disk, from the time when half of them are done, so that
  the start of the processes does not count.
- Flushes: masks of one group written with a flush each, and with one flush for all.
- With `--ray`, one and two of Ray's actors, as with `--jobs`.

Parts that are compared run in turns, round by round. Beside the time on the clock stands processor
time (user and system), of all processes that take part: while other work runs, trust that alone.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing import active_children
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from roadeye.batch.file_log import FileLog
from roadeye.batch.inputs import list_inputs
from roadeye.batch.job import open_job
from roadeye.batch.plan import Rerun
from roadeye.batch.ray_cluster import RayActors
from roadeye.batch.ray_tasks import tasks_on_ray
from roadeye.batch.run import GROUP, run_batch
from roadeye.batch.task import BatchSettings, Execute, Finished, Task
from roadeye.batch.workers import WorkerPool
from roadeye.inference.events import Failed
from roadeye.inference.outputs.kinds import OutputKind
from roadeye.inference.segmenter import Segmenter, open_segmenter
from roadeye.io.atomic import write_bytes
from roadeye.io.find import find
from roadeye.io.images import read_image

OPENS = partial(open_segmenter, "roadeye", 1)


class Cost(NamedTuple):
    """Seconds on the clock and of processors."""

    clock: float
    processor: float


def one_thread(segmenter: Segmenter, paths: list[Path]) -> Cost:
    clock, processor = time.perf_counter(), time.process_time()
    for path in paths:
        segmenter.run(segmenter.prepare(read_image(path)))
    return Cost(
        (time.perf_counter() - clock) / len(paths), (time.process_time() - processor) / len(paths)
    )


def processor_seconds(pids: list[int]) -> float:
    """Return the processor time of this process and others, from /proc."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def workers() -> list[int]:
    return [child.pid for child in active_children() if child.pid is not None]


def actors() -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (folder / "cmdline").read_bytes().startswith(b"ray::RayWorker"):
                found.append(int(folder.name))
        except OSError:
            continue  # it ended just now
    return found


def many(source: Path, pool: Callable[[BatchSettings], Execute],
         pids: Callable[[], list[int]]) -> Cost:  # fmt: skip
    """Do all pictures of a folder, and return the cost of the second half."""
    with TemporaryDirectory() as out:
        settings = BatchSettings(f"{out}/out", (OutputKind.MASK,))
        inputs = list_inputs([str(source)], settings.out, recursive=True).inputs
        with open_job(inputs, OPENS, "roadeye", settings, Rerun()) as job:
            execute = pool(settings)
            marks: list[Cost] = []

            def watched(
                tasks: Iterator[Task], stopped: Callable[[], bool]
            ) -> Iterator[Finished | None]:
                done = 0
                for finished in execute(tasks, stopped):
                    done += finished is not None
                    if finished is not None and done in {len(inputs) // 2, len(inputs)}:
                        marks.append(Cost(time.perf_counter(), processor_seconds(pids())))
                    yield finished

            for event in run_batch(watched, job.plan.todo, job.manifest, job.digest):
                if isinstance(event, Failed):
                    raise SystemExit(str(event.error))
    (begin, end), rest = marks, len(inputs) - len(inputs) // 2
    return Cost((end.clock - begin.clock) / rest, (end.processor - begin.processor) / rest)


def processes(number: int) -> Callable[[BatchSettings], Execute]:
    return lambda settings: WorkerPool(OPENS, settings, number)


def ray_actors(number: int) -> Callable[[BatchSettings], Execute]:
    return lambda settings: tasks_on_ray(OPENS, "roadeye", settings, RayActors(number=number))


def flushes(folder: Path) -> tuple[float, float]:
    """Return the seconds on the clock of a flush each and of one flush, for one group."""
    content = os.urandom(3000)  # about the size of a mask
    seconds = []
    for durable in (True, False):
        started = time.perf_counter()
        for index in range(GROUP):
            write_bytes(folder / f"{durable}-{index}.png", content, durable=durable)
        FileLog(folder / "manifest.jsonl").append([b"{}"] * GROUP)
        seconds.append(time.perf_counter() - started)
    return seconds[0], seconds[1]


def start(folder: Path, names: int) -> None:
    """List names and decide what is left; print what this process took."""
    root = folder / "in"
    for index in range(names):
        if index % 1000 == 0:
            (root / f"{index // 1000:04}").mkdir(parents=True)
        (root / f"{index // 1000:04}/{index:07}.jpg").touch()
    clock, processor = time.perf_counter(), time.process_time()
    settings = BatchSettings(str(folder / "out"), (OutputKind.MASK,))
    inputs = list_inputs([str(root)], settings.out, recursive=True).inputs
    with open_job(inputs, OPENS, "roadeye", settings, Rerun()) as job:
        left = len(job.plan.todo)
    print(
        f"start: {left} names, {time.process_time() - processor:.1f} s of processor time, "
        f"{time.perf_counter() - clock:.1f} s on the clock, "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
    )


def told(name: str, costs: list[Cost]) -> Cost:
    middle = Cost(*(statistics.median(values) for values in zip(*costs, strict=True)))
    print(
        f"{name}: {1000 * middle.processor:.1f} ms of processor time a picture, "
        f"{1000 * middle.clock:.1f} ms on the clock ({1 / middle.clock:.1f}/s)"
    )
    return middle


def copies(pictures: list[Path], folder: Path, number: int) -> Iterator[Path]:
    """Copy pictures until there are so many."""
    for index in range(number):
        path = pictures[index % len(pictures)]
        target = folder / f"{index:06}{path.suffix}"
        target.write_bytes(path.read_bytes())
        yield target


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--pictures", type=int, default=240)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--names", type=int, default=200_000)
    parser.add_argument("--ray", action="store_true")
    parser.add_argument("--only-start", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        if given.only_start:
            start(folder, given.names)
            return
        if given.names:
            subprocess.run([sys.executable, *sys.argv, "--only-start"], check=True)
        images = find(str(given.data / "kitti-road" / "training" / "image_2")).files
        (folder / "in").mkdir()
        paths = list(copies([file.path for file in images], folder / "in", given.pictures))
        segmenter = OPENS()
        parts: dict[str, Callable[[], Cost]] = {
            "one thread, decode and network": lambda: one_thread(segmenter, paths),
            f"--jobs {given.jobs}, files to masks": lambda: many(
                folder / "in", processes(given.jobs), workers
            ),
        }
        if given.ray:
            for number in (1, 2):
                parts[f"--on ray --jobs {number}"] = partial(
                    many, folder / "in", ray_actors(number), actors
                )
        costs: dict[str, list[Cost]] = {name: [] for name in parts}
        waits = []
        for _ in range(given.rounds):
            for name, part in parts.items():
                costs[name].append(part())
            waits.append(flushes(folder))
        middle = [told(name, of_part) for name, of_part in costs.items()]
        bare, whole = middle[:2]
        print(
            f"rate of --jobs {given.jobs} / ({given.jobs} x one thread's): "
            f"{bare.clock / given.jobs / whole.clock:.3f} on the clock, "
            f"{bare.processor / whole.processor:.3f} by processor time"
        )
        if given.ray:
            print(f"2 actors / 1 actor: {middle[2].clock / middle[3].clock:.2f} on the clock")
        each, one = (statistics.median(values) for values in zip(*waits, strict=True))
        print(f"{GROUP} masks: flushed each {each:.2f} s, once {one:.2f} s on the clock")


if __name__ == "__main__":
    main()
