"""Compare two models, or probability maps, on the same pictures: is the difference more than chance?

Both are scored on the same pictures, and the same sequences are resampled for both (a paired
bootstrap: Efron and Tibshirani, 1993). What makes a sequence hard makes it hard for both, so the
interval of a difference is narrower than those of the two scores suggest.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from roadeye.data.dataset import Dataset
from roadeye.errors import InputError
from roadeye.evaluation.intervals import Interval, resampled
from roadeye.evaluation.result import Evaluation, PictureScore, UnscoredPicture
from roadeye.evaluation.scorer import Scorer
from roadeye.evaluation.settings import EvaluationSettings
from roadeye.metrics import scores
from roadeye.metrics.bootstrap import interval
from roadeye.metrics.counts import Counts

COMPARED = ("iou", "maxf", "f", "ap", "ece")


@dataclass(frozen=True)
class Difference:
    """Hold one score of both, as fractions 0..1.

    Attributes:
        a: Score of the first.
        b: Score of the second.
        between: 95 % interval of `b - a`; None with one sequence or picture alone.
    """

    a: float
    b: float
    between: Interval | None

    @property
    def delta(self) -> float:
        """Score of the second less that of the first."""
        return self.b - self.a

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.between is not None and (self.between[0] > 0 or self.between[1] < 0)


@dataclass(frozen=True)
class PicturePair:
    """Hold one picture as both see it, each at its own threshold."""

    a: PictureScore
    b: PictureScore

    @property
    def delta(self) -> float:
        """IoU of the second less that of the first."""
        return self.ious[1] - self.ious[0]

    @property
    def ious(self) -> tuple[float, float]:
        """IoU of both; 1 where there is no road and none was found, which is right."""
        return _agreement(self.a.counts), _agreement(self.b.counts)


@dataclass(frozen=True, eq=False)
class Comparison:
    """Hold two evaluations of the same pictures.

    Attributes:
        a: The first.
        b: The second.
        unscored: Pictures that one or both could not score; they are in no figure.
    """

    a: Evaluation
    b: Evaluation
    unscored: tuple[UnscoredPicture, ...]

    @cached_property
    def differences(self) -> dict[str, dict[str, Difference]]:
        """Scores of both with the interval of their difference, by group and score."""
        return {name: self._of_group(name) for name in self.a.groups}

    @cached_property
    def pairs(self) -> tuple[PicturePair, ...]:
        """The pictures, those first on which the two differ most."""
        others = {row.name: row for row in self.b.pictures}
        pairs = (PicturePair(row, others[row.name]) for row in self.a.pictures)
        return tuple(sorted(pairs, key=lambda pair: (-abs(pair.delta), pair.a.name)))

    @property
    def wins(self) -> tuple[int, int, int]:
        """Numbers of pictures with the higher IoU in `a`, with it in `b`, and with the same."""
        a = sum(pair.delta < 0 for pair in self.pairs)
        b = sum(pair.delta > 0 for pair in self.pairs)
        return a, b, len(self.pairs) - a - b

    def _of_group(self, name: str) -> dict[str, Difference]:
        first, second = self.a.scores[name], self.b.scores[name]
        known: dict[str, Interval] = {}
        units, others = self.a.resampling_units[name], self.b.resampling_units[name]
        if len(units) > 1:
            seed = self.a.settings.seed
            drawn, again = resampled(units, seed), resampled(others, seed)
            known = {score: interval(again[score] - drawn[score]) for score in COMPARED}
        return {
            score: Difference(getattr(first, score), getattr(second, score), known.get(score))
            for score in COMPARED
        }


def compare(
    a: Scorer,
    b: Scorer,
    dataset: Dataset,
    settings: EvaluationSettings,
    done: Callable[[], None] = lambda: None,
) -> Comparison:
    """Score two sources on the pictures that both can score, each at its own threshold.

    Args:
        a: The first.
        b: The second.
        dataset: The labelled pictures.
        settings: How to score.
        done: Called after each picture of each scorer.

    Raises:
        InputError: There is no picture that both can score.
    """
    first, second = (source.score(dataset, settings, done) for source in (a, b))
    failures = {one.name: one for one in (*second.unscored, *first.unscored)}
    if {one.name for one in first.unscored} != {one.name for one in second.unscored}:
        both = tuple(item for item in dataset.items if item.name not in failures)
        if not both:
            raise InputError(f"{a.name} and {b.name} have no picture in common that can be scored.")
        common = replace(dataset, items=both)
        first, second = (source.score(common, settings, lambda: None) for source in (a, b))
    return Comparison(first, second, tuple(failures.values()))


def _agreement(counts: Counts) -> float:
    nothing = counts.tp + counts.fp + counts.fn == 0
    return 1.0 if nothing else scores.iou(counts)
