"""Run a model on corrupted pictures, and resume where an earlier run stopped."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from roadeye.data.dataset import Item, load
from roadeye.errors import InputError
from roadeye.evaluation.evaluate import attempt
from roadeye.evaluation.result import UnscoredPicture
from roadeye.evaluation.robustness.checkpoint_log import CheckpointLog
from roadeye.evaluation.robustness.corruptions import check_size
from roadeye.evaluation.robustness.grid_point import GridCounts, GridKey, no_grid_counts
from roadeye.evaluation.robustness.measure import GridTask
from roadeye.evaluation.robustness.workers import OpenPredict, measured
from roadeye.metrics.threshold import require_threshold


@dataclass(frozen=True)
class RobustnessPlan:
    """Say what to measure.

    Attributes:
        items: The pictures of every grid point.
        keys: The grid points.
        seed: Chooses the random corruptions.
        threshold: A pixel is road where its probability is at least this.

    Raises:
        InputError: The threshold is not a probability.
    """

    items: tuple[Item, ...]
    keys: tuple[GridKey, ...]
    seed: int
    threshold: float

    def __post_init__(self) -> None:
        require_threshold(self.threshold)


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


def spread(items: Sequence[Item], count: int | None) -> Sequence[Item]:
    """Return `count` of the items, evenly spread over their order; all where it is None.

    Raises:
        InputError: There are fewer.
    """
    if count is None:
        return items
    if count > len(items):
        raise InputError(f"{count} pictures are asked for; there are {len(items)}.")
    return [items[index * len(items) // count] for index in range(count)]


def readable(items: Iterable[Item]) -> tuple[list[Item], list[UnscoredPicture]]:
    """Separate the pictures that can be measured from those that cannot.

    Raises:
        InputError: None can.
    """
    good: list[Item] = []
    unscored: list[UnscoredPicture] = []
    for item in items:
        checked = attempt(_require_measurable)(item)
        if isinstance(checked, UnscoredPicture):
            unscored.append(checked)
        else:
            good.append(item)
    if not good:
        first = f"; {unscored[0].name}: {unscored[0].reason}" if unscored else ""
        raise InputError(f"none of the {len(unscored)} pictures can be measured{first}")
    return good, unscored


def _require_measurable(item: Item) -> None:
    sample = load(item)
    check_size(sample.image)
    if not sample.valid.any():
        raise InputError(f"{item.label} has no valid pixel.")
