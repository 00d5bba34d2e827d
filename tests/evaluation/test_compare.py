"""Two sources on the same pictures: differences, their intervals, and what each wins."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from roadeye.data.dataset import Dataset, Item
from roadeye.data.layouts.folders import LABELS
from roadeye.errors import InputError
from roadeye.evaluation import EvaluationSettings
from roadeye.evaluation.as_json import comparison_as_builtins
from roadeye.evaluation.compare import COMPARED, Comparison, compare
from roadeye.evaluation.intervals import intervals
from roadeye.evaluation.scorer import Scorer, maps_scorer
from roadeye.io.images import write_png

Levels = list[int]
Draw = Callable[..., tuple[Dataset, Scorer, Scorer]]


@pytest.fixture
def draw(tmp_path: Path) -> Draw:
    """Write labels and the maps of two sources, one row of pixels each."""

    def draw(
        *pictures: tuple[Levels, Levels, Levels], drives: str = ""
    ) -> tuple[Dataset, Scorer, Scorer]:
        items = []
        files: tuple[dict[str, Path], dict[str, Path]] = ({}, {})
        for index, (road, *maps) in enumerate(pictures):
            name = f"p{index}"
            label = tmp_path / f"{name}.png"
            write_png(label, np.array([road], np.uint8) * np.uint8(255))
            drive = drives[index] if drives else ""
            items.append(Item(name, label, label, LABELS, sequence=drive))
            for source, levels, of_source in zip("ab", maps, files, strict=True):
                of_source[name] = tmp_path / source / f"{name}.png"
                write_png(of_source[name], np.array([levels], np.uint8))
        dataset = Dataset(tmp_path, "pairs", tuple(items))
        return dataset, maps_scorer("a", files[0]), maps_scorer("b", files[1])

    return draw


ROAD = [1, 1, 1, 1, 0, 0, 0, 0]
RIGHT = [200, 200, 200, 200, 50, 50, 50, 50]
HALF = [200, 200, 50, 50, 50, 50, 50, 50]  # IoU 1/2
FALSE = [200, 200, 200, 200, 200, 200, 50, 50]  # IoU 4/6


def both(draw: Draw, *pictures: tuple[Levels, Levels, Levels], drives: str = "") -> Comparison:
    dataset, a, b = draw(*pictures, drives=drives)
    return compare(a, b, dataset, EvaluationSettings())


def test_scores_and_wins_by_hand(draw: Draw) -> None:
    result = both(draw, (ROAD, HALF, RIGHT), (ROAD, RIGHT, FALSE), (ROAD, HALF, HALF))
    iou = result.differences["all"]["iou"]
    # a: tp 2 + 4 + 2, fn 2 + 0 + 2: 8 / 12; b: tp 4 + 4 + 2, fp 2, fn 2: 10 / 14
    assert (iou.a, iou.b) == (8 / 12, 10 / 14)
    assert iou.delta == pytest.approx(10 / 14 - 8 / 12)
    assert result.wins == (1, 1, 1)
    assert [(pair.a.name, pair.delta) for pair in result.pairs] == [
        ("p0", 0.5),
        ("p1", pytest.approx(-1 / 3)),
        ("p2", 0.0),
    ]


def test_a_source_against_itself_differs_by_nothing(draw: Draw) -> None:
    dataset, a, _ = draw((ROAD, HALF, RIGHT), (ROAD, RIGHT, HALF), (ROAD, FALSE, HALF))
    result = compare(a, a, dataset, EvaluationSettings())
    for one in result.differences["all"].values():
        assert (one.delta, one.between, one.clear) == (0.0, (0.0, 0.0), False)
    assert result.wins == (0, 0, 3)


def random_pictures(count: int, skill: int) -> list[tuple[Levels, Levels, Levels]]:
    """Return pictures of very unlike difficulty, where b is a little better on each."""
    random = np.random.default_rng(3)
    pictures = []
    for _ in range(count):
        road = (random.random(400) < 0.5).astype(int)
        noise = random.normal(0, random.uniform(20, 150), 400)
        a, b = (
            np.clip(128 + sign * (2 * road - 1) + noise, 0, 255).astype(int).tolist()
            for sign in (30, 30 + skill)
        )
        pictures.append((road.tolist(), a, b))
    return pictures


def test_swapping_turns_every_difference_around(draw: Draw) -> None:
    dataset, a, b = draw(*random_pictures(5, 10))
    there, back = (
        compare(a, b, dataset, EvaluationSettings()),
        compare(b, a, dataset, EvaluationSettings()),
    )
    assert there.wins[:2] == back.wins[1::-1]
    for score in COMPARED:
        one, other = there.differences["all"][score], back.differences["all"][score]
        assert one.delta == -other.delta
        assert one.between is not None
        assert other.between is not None
        assert one.between == pytest.approx((-other.between[1], -other.between[0]), abs=1e-9)


def test_pairs_tell_apart_what_single_intervals_do_not(draw: Draw) -> None:
    result = both(draw, *random_pictures(12, 10))
    one = result.differences["all"]["iou"]
    (low, high), (low_b, high_b) = (
        intervals(report.resampling_units["all"], 0)["iou"] for report in (result.a, result.b)
    )
    assert low_b < high  # the two intervals overlap
    assert one.clear
    assert one.between is not None
    assert one.between[0] < one.delta < one.between[1]
    assert one.between[1] - one.between[0] < 0.5 * min(high - low, high_b - low_b)


def test_drives_are_drawn_where_they_are_known(draw: Draw) -> None:
    pictures = [(ROAD, HALF, RIGHT), (ROAD, HALF, FALSE), (ROAD, HALF, HALF)]
    assert both(draw, *pictures).a.resampling_unit == "picture"
    told = comparison_as_builtins(both(draw, *pictures, drives="xxy"))
    assert told["intervals"]["resampling_unit"] == "sequence"


def test_one_picture_has_no_interval(draw: Draw) -> None:
    one = both(draw, (ROAD, HALF, RIGHT)).differences["all"]["iou"]
    assert (one.between, one.clear) == (None, False)


def test_no_road_and_none_found_is_right(draw: Draw) -> None:
    nothing = [50] * 8
    result = both(draw, ([0] * 8, nothing, [200, *nothing[1:]]), (ROAD, RIGHT, RIGHT))
    assert [(pair.a.name, pair.ious) for pair in result.pairs] == [
        ("p0", (1.0, 0.0)),
        ("p1", (1.0, 1.0)),
    ]


def test_what_one_cannot_score_is_left_out_of_both(draw: Draw) -> None:
    pictures = [(ROAD, HALF, RIGHT), (ROAD, FALSE, HALF), (ROAD, RIGHT, RIGHT)]
    dataset, a, b = draw(*pictures)
    (dataset.root / "b" / "p1.png").write_bytes(b"")
    result = compare(a, b, dataset, EvaluationSettings())
    assert [(one.name, "p1.png" in one.reason) for one in result.unscored] == [("p1", True)]
    without = both(draw, pictures[0], pictures[2])
    assert result.differences == without.differences


def test_nothing_in_common_is_refused(draw: Draw) -> None:
    dataset, a, b = draw((ROAD, HALF, RIGHT), (ROAD, HALF, RIGHT))
    for file in ("a/p0.png", "b/p1.png"):
        (dataset.root / file).write_bytes(b"")
    with pytest.raises(InputError, match="no picture in common"):
        compare(a, b, dataset, EvaluationSettings())
