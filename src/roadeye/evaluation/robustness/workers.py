"""Worker processes that measure grid tasks; one that dies is replaced."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeAlias

from roadeye.arrays import Image, Probability
from roadeye.batch.in_order import in_order, numbered
from roadeye.batch.pool import WorkerSpec
from roadeye.batch.process_pool import ProcessPool
from roadeye.errors import InputError
from roadeye.evaluation.robustness.grid_point import GridCounts
from roadeye.evaluation.robustness.measure import GridTask, measure

Predict: TypeAlias = Callable[[Image], Probability]
OpenPredict: TypeAlias = Callable[[], Predict]
"""Opens the model; called once in every process, so it must be picklable."""

RESUMES = "Run the same command again: it resumes where it stopped."


def measured(
    open_predict: OpenPredict, tasks: Sequence[GridTask], jobs: int
) -> Iterator[tuple[GridTask, GridCounts]]:
    """Yield the counts of each task, in order.

    Args:
        open_predict: Opens the model.
        tasks: What to measure.
        jobs: Number of processes; one works in this process.

    Raises:
        InputError: A picture cannot be read, two processes died at one task, or they die as they
            start.
    """
    if not tasks:
        return
    opens = partial(measurer, open_predict)
    if jobs == 1:
        answers = map(opens(), tasks)
        yield from zip(tasks, answers, strict=True)
        return
    pool = ProcessPool(numbered(WorkerSpec(opens, died_twice, RESUMES)), jobs)
    yield from zip(tasks, in_order(pool, tasks), strict=True)


def measurer(open_predict: OpenPredict) -> Callable[[GridTask], GridCounts]:
    """Open the model, and return what measures a task with it."""
    return partial(measure, open_predict())


def died_twice(task: GridTask, ending: str) -> GridCounts:
    """Refuse to go on without the counts of a task.

    Args:
        task: The task.
        ending: How the last of two processes ended, in a few words.

    Raises:
        InputError: Always.
    """
    named = " ".join(map(str, task.key))
    raise InputError(
        f"the process that worked on {task.item.name} with {named} died, twice ({ending}). {RESUMES}",
        code="worker-died",
    )
