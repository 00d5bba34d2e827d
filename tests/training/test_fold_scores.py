"""The arithmetic of a cross-validation, on counts that a person can add up."""

from math import isnan

import pytest

from roadeye.data.folds import NEAR_DUPLICATES, SEQUENCES
from roadeye.metrics.counts import Counts
from roadeye.training.fold_scores import (
    HeldOut,
    best_epoch,
    cross_validation,
    iou_by_epoch,
    told,
)


def right(tp: int) -> Counts:
    """Of 10 pixels of road and nothing else, so many are found: an IoU of tp / 10."""
    return Counts(tp=tp, fn=10 - tp)


def picture(fold: int, before: int, *after: int) -> HeldOut:
    return HeldOut(f"{fold}", fold, fold, right(before), tuple(right(tp) for tp in after))


def test_counts_are_summed_over_pictures() -> None:
    pictures = [picture(0, 5, 6, 9), picture(1, 5, 8, 7)]
    assert iou_by_epoch(pictures) == (0.7, 0.8)
    assert best_epoch(pictures) == 1


def test_the_earliest_of_equal_epochs_is_best() -> None:
    assert best_epoch([picture(0, 5, 8, 8, 7)]) == 0


def test_pictures_without_road_choose_the_first_epoch_that_has_a_score() -> None:
    empty = HeldOut("empty", 0, 0, Counts(tn=10), (Counts(tn=10), Counts(tn=9, fp=1)))
    assert isnan(iou_by_epoch([empty])[0])
    assert best_epoch([empty]) == 1


def test_a_fold_is_scored_at_the_epoch_that_the_others_choose() -> None:
    # Fold 0 alone would choose epoch 2 (0.9), folds 1 and 2 choose epoch 1 for it: 0.6. For fold 1,
    # 0 and 2 sum to 6 + 8 = 14 and 9 + 3 = 12, so epoch 1: 0.8; for fold 2, 14 and 13: epoch 1, 0.8.
    pictures = [picture(0, 5, 6, 9), picture(1, 5, 8, 4), picture(2, 5, 8, 3)]
    result = cross_validation(pictures, NEAR_DUPLICATES)
    assert result.before == 0.5
    assert result.after == pytest.approx((6 + 8 + 8) / 30)
    assert (result.pictures, result.folds, result.groups) == (3, 3, 3)
    low, high = result.difference
    # A resample holds gains of 0.1 and 0.3: its mean lies between them.
    assert 0.1 - 1e-9 <= low <= result.after - result.before <= high <= 0.3 + 1e-9
    assert low < high


def test_pictures_of_a_group_are_resampled_together() -> None:
    gains = [HeldOut("a", 0, 0, right(5), (right(9),)), HeldOut("b", 0, 0, right(5), (right(5),))]
    other = [HeldOut("c", 1, 1, right(5), (right(9),)), HeldOut("d", 1, 1, right(5), (right(5),))]
    result = cross_validation([*gains, *other], SEQUENCES)
    assert result.difference == pytest.approx((0.2, 0.2)), "both groups gain 0.2"


def test_what_is_told() -> None:
    better = cross_validation([picture(0, 5, 6), picture(1, 5, 8)], SEQUENCES)
    assert told(better) == [
        (
            "cross-validation: IoU 0.5000 before, 0.7000 after (+20.0 points; 95 %: +10.0 to +30.0), "
            "at the network's input size"
        ),
        (
            "each of 2 pictures by a model that has not seen it: 2 folds of 2 sequences (only 2: the "
            "intervals come out too narrow)"
        ),
    ]
    worse = told(cross_validation([picture(0, 5, 4), picture(1, 5, 5)], NEAR_DUPLICATES))
    assert "2 folds of 2 groups, near-duplicates together" in worse[1]
    assert "share streets" in worse[2]
    assert "did not help" in worse[3]
