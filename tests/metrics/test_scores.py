"""Scores of counts that can be checked by eye."""

import math

import pytest

from roadeye.metrics import scores
from roadeye.metrics.counts import Counts


@pytest.mark.parametrize(
    ("counts", "iou", "accuracy", "precision", "recall", "f"),
    [
        # tp fp fn tn      tp/(tp+fp+fn)  (tp+tn)/all  tp/(tp+fp)  tp/(tp+fn)  2tp/(2tp+fp+fn)
        (Counts(3, 0, 0, 7), 1.0, 1.0, 1.0, 1.0, 1.0),
        (Counts(0, 3, 2, 5), 0.0, 0.5, 0.0, 0.0, 0.0),
        (Counts(6, 2, 4, 8), 0.5, 0.7, 0.75, 0.6, 12 / 18),
        (Counts(1, 1, 0, 0), 0.5, 0.5, 0.5, 1.0, 2 / 3),
    ],
)
def test_by_hand(  # one row of the table is one case
    counts: Counts, iou: float, accuracy: float, precision: float, recall: float, f: float
) -> None:
    assert scores.iou(counts) == pytest.approx(iou)
    assert scores.accuracy(counts) == pytest.approx(accuracy)
    assert scores.precision(counts) == pytest.approx(precision)
    assert scores.recall(counts) == pytest.approx(recall)
    assert scores.f(counts) == pytest.approx(f)


@pytest.mark.parametrize(
    ("counts", "undefined"),
    [
        (Counts(), {"iou", "accuracy", "precision", "recall", "f"}),  # nothing is valid
        (Counts(tn=9), {"iou", "precision", "recall", "f"}),  # no road, none found
        (Counts(fp=1, tn=8), {"recall"}),  # no road, some found
        (Counts(fn=1, tn=8), {"precision"}),  # road, none found
    ],
)
def test_an_empty_denominator_is_not_a_number(counts: Counts, undefined: set[str]) -> None:
    names = ("iou", "accuracy", "precision", "recall", "f")
    assert {name for name in names if math.isnan(getattr(scores, name)(counts))} == undefined
