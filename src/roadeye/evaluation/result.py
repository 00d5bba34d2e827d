"""What an evaluation found out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import nan
from typing import TypeAlias

from roadeye.data.dataset import Item
from roadeye.data.teachable import Agreement
from roadeye.evaluation.accumulator import Accumulator, Scores, empty_accumulator, score
from roadeye.evaluation.intervals import Interval, intervals
from roadeye.evaluation.settings import EvaluationSettings
from roadeye.metrics import scores
from roadeye.metrics.counts import Counts

ALL = "all"
MAX_UNITS = 256
"""Where no sequences are known, more pictures than this are resampled in runs of neighbours."""

SEQUENCE, PICTURE = "sequence", "picture"
UNKNOWN_SEQUENCE = "(sequence not known)"
KITTI_CATEGORIES = frozenset({"um", "umm", "uu"})

GroupedCounts: TypeAlias = dict[tuple[str, str], Accumulator]
"""Confusion counts by category and resampling unit: a sequence, or a picture where none is known."""


@dataclass(frozen=True)
class UnscoredPicture:
    """Name a picture that could not be scored, and say why."""

    name: str
    reason: str


@dataclass(frozen=True)
class PictureScore:
    """Hold the counts of one picture at the threshold.

    Attributes:
        name: Name of the item.
        category: Its category; empty where the layout has none.
        sequence: The sequence it belongs to; empty where not known.
        counts: Outcomes at the threshold.
        brightness: Mean of the picture, 0..255; None where only its map was read.
    """

    name: str
    category: str
    sequence: str
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
class Evaluation:
    """Hold the result of an evaluation.

    Attributes:
        settings: How it was made.
        pictures: The score of each picture, the worst IoU first.
        unscored: Pictures that could not be scored, and are in no figure.
        groups: Counts of all pictures under `"all"`, then by category.
        sequences: Counts by sequence; empty where none are known.
        distances: Counts by distance, in views that have them.
        brightness: Counts of the dark, medium and bright third; empty where pictures were not read.
        resampling_units: Counts by resampling unit of each group, for intervals and comparisons.
        resampling_unit: What one is, `"sequence"` or `"picture"`.
    """

    settings: EvaluationSettings
    pictures: tuple[PictureScore, ...]
    unscored: tuple[UnscoredPicture, ...]
    groups: Mapping[str, Accumulator]
    sequences: Mapping[str, Accumulator]
    distances: Mapping[str, Accumulator]
    brightness: Mapping[str, Brightness]
    resampling_units: Mapping[str, Sequence[Accumulator]]
    resampling_unit: str

    @cached_property
    def intervals(self) -> dict[str, dict[str, Interval]]:
        """95 % intervals by group and score, made when they are first asked for."""
        return {
            name: intervals(units, self.settings.seed)
            for name, units in self.resampling_units.items()
        }

    @property
    def scores(self) -> dict[str, Scores]:
        """Scores of all pictures pooled, under `"all"`, and by category.

        KITTI's URBAN is believed to be `"all"` of um, umm and uu: counts pooled, not a mean.
        """
        return {name: score(sums, self.settings.threshold) for name, sums in self.groups.items()}

    @property
    def has_road(self) -> bool:
        """Whether any label has road; without, there is no IoU, F, MaxF or AP."""
        counts = self.groups[ALL].counts
        return counts.tp + counts.fn > 0

    @property
    def agreement(self) -> Agreement:
        """How well what was found agrees with the labels as they are, and with road inverted."""
        counts = self.groups[ALL].counts
        inverted = Counts(tp=counts.fp, fp=counts.tp, fn=counts.tn, tn=counts.fn)
        return Agreement(len(self.pictures), scores.iou(counts), scores.iou(inverted))

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
        """F-measure of each group at the one threshold for all; NaN where no label has road."""
        if not self.has_road:
            return dict.fromkeys(self.groups, nan)
        threshold = self.common_threshold
        return {name: scores.f(sums.quantised.at(threshold)) for name, sums in self.groups.items()}


def resampling_unit_of(items: Sequence[Item]) -> tuple[str, Callable[[int, Item], str]]:
    """Return what is resampled for intervals, and the resampling unit of an item by its place.

    Sequences where at least two are known; pictures of unknown ones then count as one sequence for
    each category, which can only widen an interval. Else pictures, and many pictures in runs of
    neighbours, so that memory does not grow with their number.
    """
    if len({item.sequence for item in items} - {""}) > 1:
        return (
            SEQUENCE,
            lambda _, item: item.sequence or f"{item.category} {UNKNOWN_SEQUENCE}".strip(),
        )
    runs = min(MAX_UNITS, len(items))
    return PICTURE, lambda index, _: f"{index * runs // len(items)}"


def make_evaluation(
    settings: EvaluationSettings,
    unit: str,
    rows: Sequence[PictureScore],
    failures: Sequence[UnscoredPicture],
    grouped: GroupedCounts,
    distances: Mapping[str, Accumulator],
) -> Evaluation:
    """Group what was measured by category, sequence and brightness."""
    categories = sorted({category for category, _ in grouped} - {""})
    members = {ALL: list(grouped.values())}
    for name in categories:
        members[name] = [sums for (category, _), sums in grouped.items() if category == name]
    return Evaluation(
        settings=settings,
        pictures=tuple(sorted(rows, key=_worst_first)),
        unscored=tuple(failures),
        groups={name: sum(sums, empty_accumulator()) for name, sums in members.items()},
        sequences=_by_unit(grouped) if unit == SEQUENCE else {},
        distances=distances,
        brightness=_by_brightness(rows),
        resampling_units={**members, ALL: list(_by_unit(grouped).values())},
        resampling_unit=unit,
    )


def _by_unit(grouped: GroupedCounts) -> dict[str, Accumulator]:
    units: dict[str, Accumulator] = {}
    for (_, unit), sums in grouped.items():
        units[unit] = units.get(unit, empty_accumulator()) + sums
    return units


def _worst_first(row: PictureScore) -> tuple[bool, float, str]:
    """Sort by IoU; pictures with neither road nor false road, which have none, come last."""
    nothing = row.counts.tp + row.counts.fp + row.counts.fn == 0
    return nothing, 0.0 if nothing else scores.iou(row.counts), row.name


def _by_brightness(rows: Sequence[PictureScore]) -> dict[str, Brightness]:
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
