"""What a robustness run measures: grid points, and the pictures that can be measured."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from roadeye.data.dataset import Item, load
from roadeye.errors import InputError
from roadeye.evaluation.evaluate import attempt
from roadeye.evaluation.result import UnscoredPicture
from roadeye.evaluation.robustness.corruptions import check_size
from roadeye.evaluation.robustness.grid_point import CLEAN_KEY, GridKey
from roadeye.metrics.threshold import require_threshold


def grid(corruptions: Iterable[str], severities: Sequence[int]) -> tuple[GridKey, ...]:
    """Return the grid points of these corruptions and severities, the clean pictures first."""
    return (CLEAN_KEY, *((name, severity) for name in corruptions for severity in severities))


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
