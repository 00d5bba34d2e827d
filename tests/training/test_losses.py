"""Losses and scores of training, on maps small enough to check by eye."""

import math

import numpy as np
import pytest

keras = pytest.importorskip("keras", reason="needs the train extra")

from roadeye.training.losses import RoadIoU, masked_loss

pytestmark = pytest.mark.tf

BIG = 20.0  # a logit that is as good as certain


def _maps(target: list[int], logits: list[float]) -> tuple[np.ndarray, np.ndarray]:
    return (
        np.array(target, np.uint8).reshape(1, 1, -1, 1),
        np.array(logits, np.float32).reshape(1, 1, -1, 1),
    )


@pytest.mark.parametrize(
    ("target", "logits", "entropy", "dice"),
    [
        # all right: no loss
        ([1, 1, 0, 0], [BIG, BIG, -BIG, -BIG], 0.0, 0.0),
        # undecided: ln 2; Dice 1 - (2 * 1 + 1) / (2 + 2 + 1) = 0.4
        ([1, 1, 0, 0], [0.0] * 4, math.log(2), 0.4),
        # all wrong: 20 each; Dice 1 - (0 + 1) / (2 + 2 + 1) = 0.8
        ([1, 1, 0, 0], [-BIG, -BIG, BIG, BIG], BIG, 0.8),
        # the wrong half does not count: as if it were not there
        ([1, 255, 0, 255], [BIG, -BIG, -BIG, BIG], 0.0, 0.0),
        # nothing counts: no loss, no division by zero
        ([255, 255], [BIG, -BIG], 0.0, 0.0),
    ],
)
def test_loss(target: list[int], logits: list[float], entropy: float, dice: float) -> None:
    assert float(masked_loss(0.0, 0.0)(*_maps(target, logits))[0]) == pytest.approx(
        entropy, abs=1e-6
    )
    both = float(masked_loss(0.5, 0.0)(*_maps(target, logits))[0])
    assert both == pytest.approx(entropy + 0.5 * dice, abs=1e-6)


@pytest.mark.parametrize(
    ("target", "logits", "distilled"),
    [
        ([128], [0.0], math.log(2)),  # 128 is 2 + 252 / 2: an answer of one half
        ([2, 254], [-BIG, BIG], 0.0),  # surely not road, surely road
        ([65, 255, 65], [0.0, BIG, 0.0], math.log(2)),  # the mean of those that have an answer
        ([255, 1], [BIG, BIG], 0.0),  # nothing has one
    ],
)
def test_distillation(target: list[int], logits: list[float], distilled: float) -> None:
    maps = _maps(target, logits)
    of_labels = float(masked_loss(0.5, 0.0)(*maps)[0])
    both = float(masked_loss(0.5, 0.0, 3.0)(*maps)[0])
    assert both - of_labels == pytest.approx(3 * distilled, abs=1e-5)


def test_answers_do_not_pull_where_the_network_still_gives_them() -> None:
    step = 0.01

    def slope(logit: float) -> float:
        sides = [_maps([2 + 252 // 4], [logit + change]) for change in (step, -step)]
        above, below = (float(masked_loss(0.5, 0.0, 1.0)(*side)[0]) for side in sides)
        return (above - below) / (2 * step)

    same = math.log(0.25 / 0.75)
    assert slope(same) == pytest.approx(0.0, abs=1e-4)
    assert slope(same + 1) > 0.1
    assert slope(same - 1) < -0.1


def test_answers_change_nothing_for_labels() -> None:
    labels = _maps([1, 0, 255, 1], [0.5, -2.0, 3.0, -1.0])
    with_answers = _maps([1, 0, 100, 1], [0.5, -2.0, 3.0, -1.0])
    assert masked_loss(0.5, 0.1)(*with_answers) == masked_loss(0.5, 0.1)(*labels)
    assert masked_loss(0.5, 0.1, 1.0)(*labels) == masked_loss(0.5, 0.1)(*labels)


def test_the_loss_of_half_precision_logits_is_taken_in_full() -> None:
    target, logits = _maps([1, 0], [3.0, -1.0])
    half = masked_loss(0.5, 0.0)(target, keras.ops.cast(logits, "bfloat16"))
    assert half.dtype == "float32"


def test_iou_sums_counts_over_batches() -> None:
    metric = RoadIoU()
    metric.update_state(*_maps([1, 1, 0, 255, 254], [1.0, -1.0, 1.0, 1.0, 1.0]))  # 1 of 3
    metric.update_state(*_maps([1, 1], [1.0, 0.0]))  # 2 of 2: a logit of 0 is road
    assert float(metric.result()) == pytest.approx(3 / 5)
    metric.reset_state()
    assert float(metric.result()) == 0.0
