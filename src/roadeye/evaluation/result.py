"""What an evaluation found out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from roadeye.data.dataset import Item
from roadeye.evaluation.intervals import Interval, intervals
from roadeye.evaluation.settings import Settings
from roadeye.evaluation.tally import Scores, Tally, no_tally, score
from roadeye.metrics import scores
from roadeye.metrics.counts import Counts

ALL = "all"
MOST_UNITS = 256
"""Where no drives are known, more pictures than this are drawn in runs of neighbours."""

DRIVE, PICTURE = "drive", "picture"
UNKNOWN_DRIVE = "(drive not known)"
KITTI_CATEGORIES = frozenset({"um", "umm", "uu"})

Cells: TypeAlias = dict[tuple[str, str], Tally]
"""Sums by category and unit: the drive, or the picture where no drives are known."""


@dataclass(frozen=True)
class Failure:
    """Name a picture that could not be scored, and say why."""

    name: str
    why: str


@dataclass(frozen=True)
class Row:
    """Hold the counts of one picture at the threshold.

    Attributes:
        name: Name of the item.
        category: Its category; empty where the layout has none.
        drive: Its drive; empty where not known.
        counts: Outcomes at the threshold.
        brightness: Mean of the picture, 0..255; None where only its map was read.
    """

    name: str
    category: str
    drive: str
    counts: Counts
    brightness: float | None


@dataclass(frozen=True)
class Brightness:
    """Hold the counts of a third of the pictures.

    Attributes:
        images: Number of pictures.
        low: Brightness of its darkest picture, 0..255.
        high: Brightness of its brightest picture.
        counts: Outcomes at the threshold.
    """

    images: int
    low: float
    high: float
    counts: Counts


@dataclass(frozen=True, eq=False)
class Report:
    """Hold the result of an evaluation.

    Attributes:
        settings: How it was made.
        rows: One row for each picture, the worst IoU first.
        failures: Pictures that could not be scored, and are in no figure.
        groups: Sums of all pictures under `"all"`, then by category.
        drives: Sums by drive; empty where none are known.
        distances: Sums by distance, in views that have them.
        brightness: Counts of the dark, medium and bright third; empty where pictures were not read.
        units: Sums by unit of each group: what is drawn again for intervals and comparisons.
        unit: What a unit is, `"drive"` or `"picture"`.
    """

    settings: Settings
    rows: tuple[Row, ...]
    failures: tuple[Failure, ...]
    groups: Mapping[str, Tally]
    drives: Mapping[str, Tally]
    distances: Mapping[str, Tally]
    brightness: Mapping[str, Brightness]
    units: Mapping[str, Sequence[Tally]]
    unit: str

    @cached_property
    def intervals(self) -> dict[str, dict[str, Interval]]:
        """95 % intervals by group and score, made when they are first asked for."""
        return {name: intervals(units, self.settings.seed) for name, units in self.units.items()}

    @property
    def scores(self) -> dict[str, Scores]:
        """Scores of all pictures pooled, under `"all"`, and by category.

        KITTI's URBAN is believed to be `"all"` of um, umm and uu: counts pooled, not a mean.
        """
        return {name: score(sums, self.settings.threshold) for name, sums in self.groups.items()}

    @property
    def is_urban(self) -> bool:
        """Whether all three categories of KITTI Road are there and no other."""
        return set(self.groups) - {ALL} == KITTI_CATEGORIES

    @property
    def unknown_categories(self) -> tuple[str, ...]:
        """Categories that KITTI Road does not have; they are scored under their own names."""
        return tuple(sorted(set(self.groups) - {ALL} - KITTI_CATEGORIES))

    @property
    def common_threshold(self) -> float:
        """The one threshold for all categories: the best F of all pictures pooled."""
        return self.scores[ALL].maxf_threshold

    @property
    def common_f(self) -> dict[str, float]:
        """F-measure of each group at the one threshold for all."""
        threshold = self.common_threshold
        return {name: scores.f(sums.levels.at(threshold)) for name, sums in self.groups.items()}


def unit_of(items: Sequence[Item]) -> tuple[str, Callable[[int, Item], str]]:
    """Return what is drawn again for intervals, and the unit of an item by its place and itself.

    Drives where at least two are known; pictures of unknown drives then count as one drive for each
    category, which can only widen an interval. Else pictures, and many pictures in runs of
    neighbours, so that memory does not grow with their number.
    """
    if len({item.drive for item in items} - {""}) > 1:
        return DRIVE, lambda _, item: item.drive or f"{item.category} {UNKNOWN_DRIVE}".strip()
    runs = min(MOST_UNITS, len(items))
    return PICTURE, lambda index, _: f"{index * runs // len(items)}"


def make_report(
    settings: Settings,
    unit: str,
    rows: Sequence[Row],
    failures: Sequence[Failure],
    cells: Cells,
    distances: Mapping[str, Tally],
) -> Report:
    """Group what was measured by category, drive and brightness, and add intervals."""
    categories = sorted({category for category, _ in cells} - {""})
    members = {ALL: list(cells.values())}
    for name in categories:
        members[name] = [sums for (category, _), sums in cells.items() if category == name]
    return Report(
        settings=settings,
        rows=tuple(sorted(rows, key=_worst_first)),
        failures=tuple(failures),
        groups={name: sum(sums, no_tally()) for name, sums in members.items()},
        drives=_by_unit(cells) if unit == DRIVE else {},
        distances=distances,
        brightness=_by_brightness(rows),
        units={**members, ALL: list(_by_unit(cells).values())},
        unit=unit,
    )


def _by_unit(cells: Cells) -> dict[str, Tally]:
    units: dict[str, Tally] = {}
    for (_, unit), sums in cells.items():
        units[unit] = units.get(unit, no_tally()) + sums
    return units


def _worst_first(row: Row) -> tuple[bool, float, str]:
    """Sort by IoU; pictures with neither road nor false road, which have none, come last."""
    nothing = row.counts.tp + row.counts.fp + row.counts.fn == 0
    return nothing, 0.0 if nothing else scores.iou(row.counts), row.name


def _by_brightness(rows: Sequence[Row]) -> dict[str, Brightness]:
    known = sorted(
        ((row.brightness, row.counts) for row in rows if row.brightness is not None),
        key=lambda pair: pair[0],
    )
    names = ("dark", "medium", "bright")
    if len(known) < len(names):
        return {}
    thirds = [known[len(known) * i // 3 : len(known) * (i + 1) // 3] for i in range(3)]
    return {
        name: Brightness(
            images=len(third),
            low=third[0][0],
            high=third[-1][0],
            counts=sum((counts for _, counts in third), Counts()),
        )
        for name, third in zip(names, thirds, strict=True)
    }
