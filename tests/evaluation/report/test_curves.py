"""Curves as drawings."""

import re

import numpy as np
import pytest

from roadeye.evaluation import Evaluation, EvaluationSettings
from roadeye.evaluation.accumulator import Accumulator, accumulate
from roadeye.evaluation.report.chart import Axis, Plot
from roadeye.evaluation.report.curves import (
    _below,
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
    found = report({"um": sums([250, 250, 250, 100, 100, 10], [1, 1, 1, 1, 0, 0])})
    markup = precision_recall(found).markup
    assert "Both axes begin at 0.6." in markup  # below the recall of 0.75
    x, y = 54 + 340 * (1.0 - 0.6) / 0.4, 10 + 260 * (1 - (0.8 - 0.6) / 0.4)
    assert f'<circle cx="{x:g}" cy="{y:g}"' in markup
    assert "MaxF, at 0.043" in markup  # 11 / 255
    x, y = 54 + 340 * (0.75 - 0.6) / 0.4, 10.0
    assert f'<polygon points="{x:.1f},{y - 7:g} ' in markup


def test_many_categories_are_not_all_drawn_and_that_is_said() -> None:
    cells = {f"c{n}": sums([200, 100, 0], [1, n % 2, 0]) for n in range(9)}
    markup = precision_recall(report(cells)).markup
    assert "The 3 other categories have a higher MaxF." in markup
    assert len(re.findall(r'<polyline points="[^"]*" class="curve', markup)) == 2 * 7


def test_without_road_there_is_no_curve() -> None:
    found = report({"um": sums([9, 9], [0, 0])})
    assert "no road in the labels" in precision_recall(found).markup
    assert "<svg" in reliability_diagram(found).markup


@pytest.mark.parametrize(("share", "given"), [(0.0, 0.0), (1.0, 1.0)])
def test_a_bin_is_drawn_at_its_mean_and_its_share(share: float, given: float) -> None:
    level = round(255 * given)
    found = report({"um": sums([level] * 4, [int(share)] * 4)})
    markup = reliability_diagram(found).markup
    x, y = 54 + 340 * given, 10 + 260 * (1 - share)
    assert f'<circle cx="{x:g}" cy="{y:g}" r="3"' in markup
    assert markup.count('class="bar"') == 1


@pytest.mark.parametrize(
    ("value", "low"), [(0.0, 0.0), (0.2, 0.0), (0.3, 0.2), (0.84, 0.6), (0.86, 0.8), (1.0, 0.8)]
)
def test_an_axis_begins_below_what_it_shows(value: float, low: float) -> None:
    assert _below(value) == low
    ticks = _fractions("", low).ticks
    assert ticks == pytest.approx(np.arange(low, 1.001, ticks[1] - ticks[0]))
    assert (ticks[0], ticks[-1]) == (low, 1.0)
