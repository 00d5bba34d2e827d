"""Run a model on corrupted pictures, and resume where an earlier run stopped."""

from collections.abc import Callable

from roadeye.evaluation.robustness.checkpoint_log import CheckpointLog
from roadeye.evaluation.robustness.grid_point import GridCounts, GridKey, no_grid_counts
from roadeye.evaluation.robustness.measure import GridTask
from roadeye.evaluation.robustness.plan import RobustnessPlan
from roadeye.evaluation.robustness.workers import OpenPredict, measured


def run(
    open_predict: OpenPredict,
    plan: RobustnessPlan,
    log: CheckpointLog,
    jobs: int,
    done: Callable[[GridKey], None],
) -> dict[GridKey, GridCounts]:
    """Measure the grid points that the checkpoint log does not hold yet.

    Args:
        open_predict: Opens the model.
        plan: What to measure.
        log: Gets every grid point as soon as it is finished.
        jobs: Number of processes; one works in this process.
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
    for task, counts in measured(open_predict, tasks, jobs):
        totals[task.key] += counts
        left[task.key] -= 1
        done(task.key)
        if not left[task.key]:
            log.add(task.key, totals[task.key])
            finished[task.key] = totals[task.key]
    return {key: finished[key] for key in plan.keys}
