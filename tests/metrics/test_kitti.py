"""The KITTI measure: pitfalls worked by hand, and a slow reading of the definition."""

import math
from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from roadeye.metrics.kitti import KittiScores, curve, kitti_scores
from roadeye.metrics.quantised import QuantisedCounts, count_quantised, no_quantised_counts

Picture = tuple[np.ndarray, np.ndarray, np.ndarray]
PRINTED = ("maxf", "ap", "pre", "rec", "fpr", "fnr")


def counts(road: dict[int, int], other: dict[int, int]) -> QuantisedCounts:
    """Build counts from {level: pixels}."""
    histograms = no_quantised_counts()
    for level, pixels in road.items():
        histograms.road[level] = pixels
    for level, pixels in other.items():
        histograms.other[level] = pixels
    return histograms


def printed(scores: KittiScores) -> list[str]:
    return [f"{100 * getattr(scores, name):.2f}" for name in PRINTED]


def by_definition(pictures: Iterable[Picture]) -> list[str] | None:
    """Score pictures threshold by threshold on float maps and print the six values."""
    thresholds = [k / 255.0 for k in range(256)]
    tp, fp, positives, negatives = [0.0] * 256, [0.0] * 256, 0, 0
    for levels, road, valid in pictures:
        probability = np.clip(levels.astype("f4") / 255, 0.0, 1.0)
        for k, threshold in enumerate(thresholds):
            found = probability.astype("f8") >= threshold
            tp[k] += (found & road & valid).sum()
            fp[k] += (found & ~road & valid).sum()
        positives += int((road & valid).sum())
        negatives += int((~road & valid).sum())
    if positives == 0:
        return None
    points = []
    for k in range(256):
        precision, recall = tp[k] / (tp[k] + fp[k] + 1e-10), tp[k] / float(positives)
        if precision != 0 or recall != 0:
            points.append((precision, recall, k))
    ap = 0.0
    for at in np.arange(0, 1.1, 0.1):
        ap += max(precision for precision, recall, _ in points if recall >= at)
    best_f, best_k = -1.0, -1
    for precision, recall, k in points:
        f = 2.0 * (precision * recall) / (precision + recall + 1e-10)
        if f > best_f:  # the first of equal ones stays
            best_f, best_k = f, k
    working = [tp[best_k], fp[best_k], positives - tp[best_k], negatives - fp[best_k]]
    hit, false, missed, left = np.array(working).astype("u4").astype("f4")
    with np.errstate(invalid="ignore"):
        rates = [
            hit / (hit + false),
            hit / (hit + missed),
            false / (false + left),
            missed / (hit + missed),
        ]
    values = [100 * best_f, 100 * (ap / 11), *(100 * rate for rate in rates)]
    return [f"{value:.2f}" for value in values]


def picture(draw: st.DrawFn) -> Picture:
    shape = draw(hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=9))
    # few levels make ties and thresholds without change frequent
    levels = st.sampled_from([0, 1, 76, 77, 127, 128, 254, 255]) | st.integers(0, 255)
    return (
        draw(hnp.arrays(np.uint8, shape, elements=levels)),
        draw(hnp.arrays(bool, shape)),
        draw(hnp.arrays(bool, shape, elements=st.sampled_from([True, True, True, False]))),
    )


@settings(deadline=None, max_examples=60)
@given(st.lists(st.composite(picture)(), min_size=1, max_size=3))
def test_prints_what_the_definition_says(pictures: list[Picture]) -> None:
    total = sum((count_quantised(*one) for one in pictures), no_quantised_counts())
    expected = by_definition(pictures)
    if expected is None:
        assert printed(kitti_scores(total)) == ["nan"] * 6
    else:
        assert printed(kitti_scores(total)) == expected


@pytest.mark.parametrize("seed", range(4))
def test_prints_what_the_definition_says_on_large_counts(seed: int) -> None:
    random = np.random.default_rng(seed)
    road = random.random((120, 400)) < 0.3
    noisy = np.where(road, 150, 90) + random.normal(0, 40, road.shape)
    levels = noisy.clip(0, 255).astype(np.uint8)
    valid = random.random(road.shape) < 0.8
    expected = by_definition([(levels, road, valid)])
    assert printed(kitti_scores(count_quantised(levels, road, valid))) == expected


def test_a_tie_of_the_last_digit_is_rounded_as_the_definition_does() -> None:
    # 115 eighths: tp 115, fp 685, P = 115 / 800 = 14.375 % exactly, which prints as 14.38.
    for eighths in range(1, 800):
        scores = kitti_scores(counts(road={200: eighths}, other={200: 800 - eighths}))
        percent = 100 * (np.float32(eighths) / np.float32(800))
        assert printed(scores)[2] == f"{percent:.2f}"


def test_of_tied_thresholds_the_lowest_is_taken() -> None:
    # Any k in 51..200 finds exactly the road: F = 1 at 150 thresholds; the lowest is 51.
    scores = kitti_scores(counts(road={200: 7}, other={50: 3}))
    assert scores.maxf == pytest.approx(1.0, abs=1e-9)
    assert scores.maxf_threshold == 51 / 255
    assert printed(scores) == ["100.00", "100.00", "100.00", "100.00", "0.00", "0.00"]


def test_a_constant_map_is_road_at_threshold_zero() -> None:
    # k = 0..128 take all 10 pixels: tp 4, fp 6, P = 0.4, R = 1, F = 0.8 / 1.4 = 0.571429.
    # k > 128 take none and are left out, so the curve has no other point and AP = 0.4.
    scores = kitti_scores(counts(road={128: 4}, other={128: 6}))
    assert scores.maxf_threshold == 0.0
    assert printed(scores) == ["57.14", "40.00", "40.00", "100.00", "100.00", "0.00"]


def test_an_inverted_map_is_best_where_all_is_road() -> None:
    # k = 0: tp 2, fp 2, P = 1/2, R = 1, F = 2/3; k = 1..255: tp 0, left out.
    scores = kitti_scores(counts(road={0: 2}, other={255: 2}))
    assert printed(scores) == ["66.67", "50.00", "50.00", "100.00", "100.00", "0.00"]


def test_a_recall_of_three_tenths_misses_the_fourth_point() -> None:
    # Road: 3 of 10 pixels at 200, 7 at 10; other: 10 at 100.
    # k = 101..200: tp 3, fp 0, P = 1,   R = 0.3
    # k =  11..100: tp 3, fp 10, P = 3/13, R = 0.3
    # k =   0..10:  tp 10, fp 10, P = 1/2, R = 1     (k = 0 and 1..10 alike: other is at 100)
    # Points 0, 0.1, 0.2 reach P = 1; the fourth is 0.30000000000000004 > 0.3, so only P = 1/2.
    # AP = (3 * 1 + 8 * 0.5) / 11 = 7 / 11 = 0.636364 (were it 0.3: 7.5 / 11 = 0.681818)
    # F: k > 100: 0.6 / 1.3 = 0.461538; k <= 10: 1 / 1.5 = 0.666667
    scores = kitti_scores(counts(road={200: 3, 10: 7}, other={100: 10}))
    assert printed(scores) == ["66.67", "63.64", "50.00", "100.00", "100.00", "0.00"]


def test_the_fourth_the_seventh_and_the_eighth_point_lie_above_their_tenths() -> None:
    above = [tenth for tenth in range(11) if np.arange(0, 1.1, 0.1)[tenth] > tenth / 10]
    assert above == [3, 6, 7]
    assert len(np.arange(0, 1.1, 0.1)) == 11


def test_precision_may_rise_again_and_the_best_at_or_beyond_a_recall_counts() -> None:
    # Road: 1 at 250, 1 at 100; other: 1 at 255, 1 at 0.
    # k 251..255: tp 0, left out
    # k 101..250: tp 1, fp 1, P 1/2, R 1/2, F 1/2
    # k   1..100: tp 2, fp 1, P 2/3, R 1,   F 4/5
    # k        0: tp 2, fp 2, P 1/2, R 1,   F 2/3
    # AP: at every recall the best beyond is 2/3
    scores = kitti_scores(counts(road={250: 1, 100: 1}, other={255: 1, 0: 1}))
    assert scores.maxf_threshold == 1 / 255
    assert printed(scores) == ["80.00", "66.67", "66.67", "100.00", "50.00", "0.00"]


def test_without_road_there_is_no_score() -> None:
    assert printed(kitti_scores(counts(road={}, other={3: 5}))) == ["nan"] * 6
    assert printed(kitti_scores(no_quantised_counts())) == ["nan"] * 6


def test_with_nothing_but_road_only_the_false_positive_rate_is_missing() -> None:
    scores = kitti_scores(counts(road={9: 4}, other={}))
    assert printed(scores) == ["100.00", "100.00", "100.00", "100.00", "nan", "0.00"]


def test_invalid_pixels_count_nowhere() -> None:
    levels = np.array([[255, 255, 0, 0]], np.uint8)
    road = np.array([[True, False, False, True]])
    valid = np.array([[True, False, True, False]])  # the two mistakes are not valid
    assert printed(kitti_scores(count_quantised(levels, road, valid)))[0] == "100.00"
    nothing = count_quantised(levels, road, np.zeros_like(valid))
    assert math.isnan(kitti_scores(nothing).maxf)


def test_counts_are_summed_over_pictures_of_mixed_sizes() -> None:
    # 1x1: road found. 2x5: 1 road missed at the top threshold, 9 others right.
    # Summed, k >= 1: tp 1, fp 0, fn 1: P = 1, R = 1/2, F = 2/3 (a mean of 1 and 0 would be 1/2).
    # k = 0: tp 2, fp 9: P = 2/11, R = 1, F = 4/13 = 0.307692.
    # AP: points 0..0.5 have P = 1 (six), 0.6..1 have 2/11 (five): (6 + 10/11) / 11 = 0.628099
    small = (np.full((1, 1), 255, np.uint8), np.ones((1, 1), bool), np.ones((1, 1), bool))
    road = np.zeros((2, 5), bool)
    road[0, 0] = True
    large = (np.zeros((2, 5), np.uint8), road, np.ones((2, 5), bool))
    scores = kitti_scores(count_quantised(*small) + count_quantised(*large))
    assert printed(scores) == ["66.67", "62.81", "100.00", "50.00", "0.00", "50.00"]


def test_rates_are_float32_as_printed_by_the_kit() -> None:
    # 2 ** 24 + 1 is no float32: 16,777,217 becomes 16,777,216, and the rest of 1 is lost in the sum.
    scores = kitti_scores(counts(road={255: (1 << 24) + 1}, other={255: 1, 0: 1 << 24}))
    assert scores.pre == 1.0
    assert scores.maxf < 1.0


def test_the_curve_ends_where_nothing_is_found() -> None:
    line = curve(counts(road={200: 1, 100: 1}, other={150: 1}))
    assert len(line.threshold) == 201
    assert (np.diff(line.recall) <= 0).all()
    assert line.recall[0] == 1.0
