"""Run a model on corrupted pictures, and resume where an earlier run stopped."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from roadeye.evaluation.robustness.checkpoint_log import CheckpointLog
from roadeye.evaluation.robustness.grid_point import GridCounts, GridKey, no_grid_counts
from roadeye.evaluation.robustness.measure import GridTask
from roadeye.evaluation.robustness.plan import RobustnessPlan

Measured: TypeAlias = Callable[[Sequence[GridTask]], Iterator[tuple[GridTask, GridCounts]]]
"""Measures tasks, in order: in processes, see `workers.measured`, or with Ray."""


def run(
    measured: Measured,
    plan: RobustnessPlan,
    log: CheckpointLog,
    done: Callable[[GridKey], None],
) -> dict[GridKey, GridCounts]:
    """Measure the grid points that the checkpoint log does not hold yet.

    Args:
        measured: Measures tasks, in order.
        plan: What to measure.
        log: Gets every grid point as soon as it is finished.
        done: Called after each picture.

    Returns:
        All grid points of the plan, those of the checkpoint log included.

    Raises:
        InputError: A picture cannot be read, or a process died.
    """
    finished = {key: log.points[key] for key in plan.keys if key in log.points}
    missing = [key for key in plan.keys if key not in finished]
    tasks = [
        GridTask(key, item, plan.seed, plan.threshold) for key in missing for item in plan.items
    ]
    totals = dict.fromkeys(missing, no_grid_counts())
    left = dict.fromkeys(missing, len(plan.items))
    for task, counts in measured(tasks):
        totals[task.key] += counts
        left[task.key] -= 1
        done(task.key)
        if not left[task.key]:
            log.add(task.key, totals[task.key])
            finished[task.key] = totals[task.key]
    return {key: finished[key] for key in plan.keys}
