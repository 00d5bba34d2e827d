"""Curves as drawings."""

import numpy as np
import pytest

from roadeye.evaluation import Evaluation, EvaluationSettings
from roadeye.evaluation.accumulator import Accumulator, accumulate
from roadeye.evaluation.report.chart import Axis, Plot
from roadeye.evaluation.report.curves import (
    _axis_start,
    _fractions,
    precision_recall,
    reliability_diagram,
)
from roadeye.evaluation.result import PictureScore, make_evaluation


def sums(levels: list[int], road: list[int]) -> Accumulator:
    mask = np.array([road], np.bool_)
    return accumulate(np.array([levels], np.uint8), mask, np.ones_like(mask), 0.5)


def report(cells: dict[str, Accumulator]) -> Evaluation:
    rows = [PictureScore(name, name, "", one.counts, None) for name, one in cells.items()]
    return make_evaluation(
        EvaluationSettings(),
        "picture",
        rows,
        [],
        {(name, name): one for name, one in cells.items()},
        {},
    )


def test_the_y_axis_points_up() -> None:
    unit = Axis("", (0.0, 1.0), ("0", "1"))
    plot = Plot(unit, unit, width=100.0, height=50.0, left=20.0, top=10.0)
    assert plot.at(0.0, 0.0) == (20, 60)
    assert plot.at(1.0, 1.0) == (120, 10)
    assert plot.at(0.5, 0.2) == (70, 50)


def test_both_points_lie_where_precision_and_recall_do() -> None:
    # Road 250 250 250 100, other 100 10: at 128 precision 1, recall 3/4;
    # MaxF at 11: precision 4/5, recall 1 (F 8/9), not at 128 (F 6/7)
    found = precision_recall(
        report({"um": sums([250, 250, 250, 100, 100, 10], [1, 1, 1, 1, 0, 0])})
    )
    assert found is not None
    assert found.plot.x.ticks[0] == 0.6  # below the recall of 0.75
    best, chosen = found.marks
    x, y = 54 + 340 * (1.0 - 0.6) / 0.4, 10 + 260 * (1 - (0.8 - 0.6) / 0.4)
    assert best.shape == "disc"
    assert (best.x, best.y) == pytest.approx((x, y))
    assert best.label == "MaxF, at 0.043"  # 11 / 255
    x, y = 54 + 340 * (0.75 - 0.6) / 0.4, 10.0
    assert chosen.shape == "diamond"
    assert (chosen.x, chosen.y) == pytest.approx((x, y))


def test_many_categories_are_not_all_drawn_and_that_is_counted() -> None:
    cells = {f"c{n}": sums([200, 100, 0], [1, n % 2, 0]) for n in range(9)}
    found = precision_recall(report(cells))
    assert found is not None
    assert found.omitted == 3
    assert [line.style for line in found.lines] == [
        "curve whole",
        *(f"curve c{n}" for n in (5, 4, 3, 2, 1, 0)),
    ]
    assert found.lines[0].label == "all"


def test_without_road_there_is_no_curve() -> None:
    found = report({"um": sums([9, 9], [0, 0])})
    assert precision_recall(found) is None
    assert len(reliability_diagram(found).bars) == 1


@pytest.mark.parametrize(("share", "given"), [(0.0, 0.0), (1.0, 1.0)])
def test_a_bin_is_drawn_at_its_mean_and_its_share(share: float, given: float) -> None:
    level = round(255 * given)
    found = reliability_diagram(report({"um": sums([level] * 4, [int(share)] * 4)}))
    assert found.dots == ((54 + 340 * given, 10 + 260 * (1 - share)),)
    ((left, _, _, height),) = found.bars
    assert height == 70  # all pixels are in one bin
    assert left == pytest.approx(54 + 1 + (0 if given == 0 else 340 * 14 / 15))


@pytest.mark.parametrize(
    ("value", "low"), [(0.0, 0.0), (0.2, 0.0), (0.3, 0.2), (0.84, 0.6), (0.86, 0.8), (1.0, 0.8)]
)
def test_an_axis_begins_below_what_it_shows(value: float, low: float) -> None:
    assert _axis_start(value) == low
    ticks = _fractions("", low).ticks
    assert ticks == pytest.approx(np.arange(low, 1.001, ticks[1] - ticks[0]))
    assert (ticks[0], ticks[-1]) == (low, 1.0)
