"""What training sees is what prediction sees, bit for bit."""

from pathlib import Path

import numpy as np
import pytest
from fake_engine import FakeEngine, fake_spec

pytest.importorskip("keras", reason="needs the train extra")

from roadeye.arrays import Image, Probability
from roadeye.data.dataset import Item, load
from roadeye.data.detect import open_dataset
from roadeye.data.layouts.folders import LABELS
from roadeye.inference.segmenter import Segmenter
from roadeye.io.images import write_png
from roadeye.scenes import write_dataset
from roadeye.training.examples import (
    Example,
    ExampleCache,
    broken_among,
    letterboxed,
    read_example,
)
from roadeye.training.recipe import INPUT_SIZES
from roadeye.training.targets import IGNORED, resize_target

pytestmark = pytest.mark.tf


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("scenes")
    write_dataset(root, 3, 9, (94, 311), "kitti")
    return root


def test_one_preprocessing_path(scenes: Path) -> None:
    for item in open_dataset(scenes).items:
        seen: list[np.ndarray] = []

        def spy(tensor: Image, seen: list[np.ndarray] = seen) -> Probability:
            seen.append(tensor)
            return np.zeros(tensor.shape[:2], np.float32)

        Segmenter(FakeEngine(spy, fake_spec(*INPUT_SIZES)))(load(item).image)
        np.testing.assert_array_equal(letterboxed(item, INPUT_SIZES).image, seen[0])


def test_an_example_keeps_twice_the_size_of_prediction_at_most(scenes: Path) -> None:
    item = open_dataset(scenes).items[0]
    example = read_example(item, ((32, 112),), 1.0)  # prediction sees 32 of 94 rows
    assert example.target.shape == (64, 212)
    assert example.scale == pytest.approx(0.5, rel=0.06)
    whole = read_example(item, INPUT_SIZES, 1.0)  # prediction enlarges
    assert whole.target.shape == (94, 311)
    assert whole.scale == pytest.approx(2.05, rel=0.01)


def test_road_near_the_edge_of_a_label_is_taken_to_reach_it_where_the_recipe_says_so(
    tmp_path: Path,
) -> None:
    road = np.zeros((60, 80), np.uint8)
    road[30:57, 20:60] = 255  # ends 3 rows before the picture does
    write_png(tmp_path / "one.png", np.zeros((60, 80, 3), np.uint8))
    write_png(tmp_path / "label.png", road)

    def read(border: int) -> np.ndarray:
        files = (tmp_path / "one.png", tmp_path / "label.png")
        item = Item("one", *files, LABELS, ignore_border=border)
        return read_example(item, ((64, 96),), 1.0).target

    assert set(read(0)[57:, 20:60].flat) == {0}
    assert set(read(3)[57:, 20:60].flat) == {IGNORED}
    np.testing.assert_array_equal(read(3)[:57], read(0)[:57])


@pytest.mark.parametrize(
    ("target", "size", "expected"),
    [
        ([[1, 1, 0, 0]], (1, 2), [[1, 0]]),
        ([[1, 0, 255, 255]], (1, 2), [[1, 255]]),  # a tie is road
        ([[1, 255, 0, 255]], (1, 2), [[255, 255]]),  # half does not count
        ([[1, 0]], (2, 2), [[1, 0], [1, 0]]),
    ],
)
def test_resize_target(
    target: list[list[int]], size: tuple[int, int], expected: list[list[int]]
) -> None:
    assert resize_target(np.array(target, np.uint8), size).tolist() == expected


def test_examples_beyond_the_budget_are_decoded_anew(scenes: Path) -> None:
    items = open_dataset(scenes).items
    reads: list[int] = []

    def read(index: int) -> Example:
        reads.append(index)
        return read_example(items[index], INPUT_SIZES, 1.0)

    cache = ExampleCache(read, 3, budget=read_example(items[0], INPUT_SIZES, 1.0).nbytes)
    assert broken_among(cache.__getitem__, 3, lambda: None, workers=1) == []
    for index in range(3):
        cache[index]
    assert reads == [0, 1, 2, 1, 2], "the first fills the budget"
