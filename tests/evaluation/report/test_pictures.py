"""Which pictures a page shows, and how they get there."""

from pathlib import Path

import numpy as np
import pytest

from roadeye.data.dataset import Item
from roadeye.data.layouts.folders import LABELS
from roadeye.evaluation.report.pictures import LONGEST, _mask, choose, draw, encode
from roadeye.evaluation.result import PictureScore
from roadeye.evaluation.views import IMAGE, View
from roadeye.io.images import read_image, write_png
from roadeye.metrics.counts import Counts
from roadeye.metrics.quantised import count_quantised


def row(number: int, counts: Counts) -> PictureScore:
    return PictureScore(f"{number}", "", "", counts, None)


def numbers(count: int) -> tuple[list[int], list[int]]:
    worst, median = choose([row(n, Counts(tp=1, fp=1)) for n in range(count)])
    return [int(r.name) for r in worst], [int(r.name) for r in median]


@pytest.mark.parametrize(
    ("count", "worst", "median"),
    [
        (0, [], []),
        (3, [0, 1, 2], []),
        (12, list(range(12)), []),
        (15, list(range(12)), [12, 13, 14]),
        (101, list(range(12)), [48, 49, 50, 51, 52, 53]),  # 50 is the median
    ],
)
def test_the_worst_and_those_in_the_middle(count: int, worst: list[int], median: list[int]) -> None:
    assert numbers(count) == (worst, median)


def test_pictures_without_any_road_are_neither() -> None:
    assert choose([row(0, Counts(tn=9))]) == ([], [])


@pytest.mark.parametrize(
    ("height", "width", "expected"),
    [(300, 1600, (150, 800)), (1600, 300, (800, 150)), (40, 60, (40, 60)), (1, 5000, (1, 800))],
)
def test_large_pictures_become_smaller(
    height: int, width: int, expected: tuple[int, int], tmp_path: Path
) -> None:
    shown = encode(np.full((height, width, 3), (200, 30, 90), np.uint8))
    (tmp_path / "a.jpg").write_bytes(shown.jpeg)
    image = read_image(tmp_path / "a.jpg")
    assert image.shape[:2] == expected == (shown.height, shown.width)
    assert max(expected) <= LONGEST
    assert np.abs(image.astype(int) - (200, 30, 90)).max() < 8  # red stays red


@pytest.mark.parametrize("threshold", [0.0, 0.3, 102 / 255, 0.5, 1.0])
def test_levels_are_road_where_the_counts_say_so(threshold: float) -> None:
    levels = np.arange(256, dtype=np.uint8)[np.newaxis]
    everything = np.ones(levels.shape, np.bool_)
    counted = count_quantised(levels, everything, everything).at(threshold).tp
    assert np.count_nonzero(_mask(levels, threshold)) == counted


def test_a_picture_is_turned_into_the_view_that_was_scored(tmp_path: Path) -> None:
    image = np.zeros((16, 16, 3), np.uint8)
    image[:8] = (0, 0, 255)
    write_png(tmp_path / "image.png", image)
    write_png(tmp_path / "label.png", np.zeros((16, 16), np.uint8))
    item = Item("x", tmp_path / "image.png", tmp_path / "label.png", LABELS)
    below = View("flipped", lambda _, given, road, valid: (given[::-1], road[::-1], valid[::-1]))
    nothing = np.zeros((16, 16), np.float32)
    for view, blue in ((IMAGE, 2), (below, 13)):
        shown = draw(item, lambda _: nothing, view, 0.5)
        (tmp_path / "a.jpg").write_bytes(shown.jpeg)
        assert read_image(tmp_path / "a.jpg")[blue, 8, 2] > 200
        assert read_image(tmp_path / "a.jpg")[15 - blue, 8, 2] < 60
