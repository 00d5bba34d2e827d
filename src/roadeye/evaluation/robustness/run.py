"""Run a model on corrupted pictures, in several processes, going on where a run was stopped."""

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TypeAlias

from roadeye.arrays import Image, Probability
from roadeye.data.dataset import Item
from roadeye.data.load import load
from roadeye.errors import InputError
from roadeye.evaluation.result import UnscoredPicture
from roadeye.evaluation.robustness.checkpoint_log import CheckpointLog
from roadeye.evaluation.robustness.corruptions import check_size, corrupt, seed_of
from roadeye.evaluation.robustness.grid_point import CLEAN, GridCounts, GridKey, no_grid_counts
from roadeye.metrics.counts import count
from roadeye.metrics.quantised import count_quantised, quantise

Predict: TypeAlias = Callable[[Image], Probability]
Open: TypeAlias = Callable[[], Predict]
"""Opens the model; called once in every process, so it must be picklable."""


@dataclass(frozen=True)
class GridTask:
    """Name one corrupted picture to be measured.

    Attributes:
        key: Corruption and severity.
        item: The picture.
        seed: Seed of the run.
        threshold: Threshold of the counts.
    """

    key: GridKey
    item: Item
    seed: int
    threshold: float


@dataclass(frozen=True)
class RobustnessPlan:
    """Say what to measure.

    Attributes:
        items: The pictures of every grid point.
        keys: The grid points.
        seed: Chooses the random corruptions.
        threshold: A pixel is road where its probability is at least this.
    """

    items: tuple[Item, ...]
    keys: tuple[GridKey, ...]
    seed: int
    threshold: float


def measure(predict: Predict, task: GridTask) -> GridCounts:
    """Corrupt one picture, predict it, and count.

    Raises:
        InputError: The picture cannot be read or is too small.
    """
    sample = load(task.item)
    check_size(sample.image)
    corruption, severity = task.key
    image = sample.image
    if corruption != CLEAN:
        seed = seed_of(sample.name, corruption, severity, task.seed)
        image = corrupt(image, corruption, severity, seed)
    probability = predict(image)
    return GridCounts(
        images=1,
        counts=count(probability >= task.threshold, sample.road, sample.valid),
        quantised=count_quantised(quantise(probability), sample.road, sample.valid),
    )


def run(
    open_model: Open,
    plan: RobustnessPlan,
    log: CheckpointLog,
    jobs: int,
    done: Callable[[GridKey], None],
) -> dict[GridKey, GridCounts]:
    """Measure the grid points that the checkpoint log does not hold yet.

    Args:
        open_model: Opens the model.
        plan: What to measure.
        log: Gets every grid point as soon as it is whole.
        jobs: Number of processes; one works in this process.
        done: Called after each picture.

    Returns:
        All grid points of the plan, those of the checkpoint log included.

    Raises:
        InputError: A picture cannot be read, or a process died.
    """
    points = {key: log.points[key] for key in plan.keys if key in log.points}
    missing = [key for key in plan.keys if key not in points]
    wanted = [
        GridTask(key, item, plan.seed, plan.threshold) for key in missing for item in plan.items
    ]
    counts = dict.fromkeys(missing, no_grid_counts())
    left = dict.fromkeys(missing, len(plan.items))
    for task, measured in _measured(open_model, wanted, jobs):
        counts[task.key] += measured
        left[task.key] -= 1
        done(task.key)
        if not left[task.key]:
            log.add(task.key, counts[task.key])
            points[task.key] = counts[task.key]
    return {key: points[key] for key in plan.keys}


def spread(items: Sequence[Item], count: int | None) -> Sequence[Item]:
    """Return `count` of the items, evenly spread over their order; all where it is None.

    Raises:
        InputError: There are fewer.
    """
    if count is None:
        return items
    if count > len(items):
        raise InputError(f"{count} pictures are asked for; the split has {len(items)}.")
    return [items[index * len(items) // count] for index in range(count)]


def readable(items: Iterable[Item]) -> tuple[list[Item], list[UnscoredPicture]]:
    """Part the pictures that can be measured from those that cannot.

    Raises:
        InputError: None can.
    """
    good = []
    failures = []
    for item in items:
        try:
            sample = load(item)
            check_size(sample.image)
            if not sample.valid.any():
                raise InputError(f"{item.label} has no valid pixel.")  # noqa: TRY301
        except InputError as error:
            failures.append(UnscoredPicture(item.name, str(error)))
        else:
            good.append(item)
    if not good:
        first = f"; {failures[0].name}: {failures[0].reason}" if failures else ""
        raise InputError(f"not one of {len(failures)} pictures can be measured{first}")
    return good, failures


def _measured(
    open_model: Open, tasks: Sequence[GridTask], jobs: int
) -> Iterator[tuple[GridTask, GridCounts]]:
    if not tasks:
        return
    if jobs == 1:
        predict = open_model()
        for task in tasks:
            yield task, measure(predict, task)
        return
    # Spawned, not forked: a fork copies the locks of the runtime's threads in any state.
    with ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (open_model,)) as pool:
        waiting: deque[tuple[GridTask, Future[GridCounts]]] = deque()
        try:
            for task in tasks:
                waiting.append((task, pool.submit(_measure_here, task)))
                if len(waiting) >= 4 * jobs:
                    first, future = waiting.popleft()
                    yield first, future.result()
            while waiting:
                first, future = waiting.popleft()
                yield first, future.result()
        except BrokenProcessPool as error:
            raise InputError(
                "a worker process died, perhaps out of memory; give the same command again to "
                "go on, with fewer --jobs."
            ) from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


class _Worker:
    """Hold the model of a worker process."""

    predict: Predict | None = None


def _begin(open_model: Open) -> None:
    import cv2

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told, and ends its workers
    cv2.setNumThreads(1)  # the processes share the cores already
    _Worker.predict = open_model()


def _measure_here(task: GridTask) -> GridCounts:
    assert _Worker.predict is not None  # _begin ran first
    return measure(_Worker.predict, task)
