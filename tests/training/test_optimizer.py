"""The learning rate: a function of the step, or of the history."""

import msgspec
import pytest

pytest.importorskip("keras", reason="needs the train extra")

from roadeye.training.optimizer import bounded_momentum, make_optimizer, plateau_rate, schedule
from roadeye.training.recipe import TrainingPart

pytestmark = pytest.mark.tf


@pytest.mark.parametrize(
    ("val_ious", "expected"),
    [
        ([], 1.0),
        ([0.5, 0.6, 0.7], 1.0),  # ever better
        ([0.5, 0.5], 1.0),  # one epoch of no gain
        ([0.5, 0.5, 0.4], 0.1),  # two
        ([0.5, 0.5, 0.4, 0.6], 0.1),  # better again: it stays
        ([0.5, 0.5, 0.4, 0.5, 0.5], 0.01),  # two more
    ],
)
def test_plateau(val_ious: list[float], expected: float) -> None:
    assert plateau_rate(1.0, 2, val_ious) == pytest.approx(expected)


def test_cosine_rises_falls_and_ends_at_a_hundredth() -> None:
    rate = schedule(TrainingPart(learning_rate=1.0, warmup_steps=10), 110)
    assert float(rate(0)) == 0.0
    assert float(rate(5)) == pytest.approx(0.5)
    assert float(rate(10)) == pytest.approx(1.0)
    assert float(rate(60)) == pytest.approx(0.505)  # half way: (1 + 0.01) / 2
    assert float(rate(110)) == pytest.approx(0.01)


def test_constant_stays_after_the_warm_up() -> None:
    rate = schedule(TrainingPart(learning_rate=1.0, warmup_steps=10, schedule="constant"), 110)
    assert [float(rate(step)) for step in (10, 60, 110)] == pytest.approx([1.0, 1.0, 1.0])


def test_an_average_remembers_an_eighth_of_a_short_run() -> None:
    assert bounded_momentum(0.995, 10_000) == 0.995
    assert bounded_momentum(0.995, 80) == pytest.approx(0.9)
    assert bounded_momentum(0.995, 4) == 0.0
    assert bounded_momentum(0.0, 10_000) == 0.0


def test_zero_switches_off() -> None:
    plain = msgspec.structs.replace(
        TrainingPart(), ema_momentum=0.0, clip_norm=0.0, weight_decay=0.0
    )
    optimizer = make_optimizer(plain, 100)
    assert not optimizer.use_ema
    assert optimizer.global_clipnorm is None
    assert optimizer.weight_decay == 0.0
