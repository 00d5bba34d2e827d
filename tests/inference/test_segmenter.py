"""The Python API: a picture in, the road in it out."""

import subprocess
import sys
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import roadeye
from roadeye.arrays import Image, Probability
from roadeye.errors import InputError, ModelError
from roadeye.inference.crop import Rows
from roadeye.inference.segmenter import Segmenter, temper
from roadeye.metrics.counts import count
from roadeye.metrics.scores import iou
from roadeye.model.engine import open_model
from roadeye.model.spec import ModelSpec, Output
from roadeye.scenes import render


def test_the_bundled_model_finds_the_road_of_a_drawn_scene() -> None:
    scene = render(5, 0, size=(188, 621))
    prediction = roadeye.load()(scene.image)
    assert prediction.probability.shape == scene.road.shape
    assert prediction.mask.dtype == np.bool_
    assert iou(count(prediction.mask, scene.road, scene.valid)) > 0.7
    assert prediction.overlay().shape == scene.image.shape
    assert not np.array_equal(prediction.overlay(), scene.image)


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (500, 1), (7, 13), (333, 777)])
def test_any_size(size: tuple[int, int]) -> None:
    prediction = roadeye.load()(np.full((*size, 3), 120, np.uint8))
    assert prediction.mask.shape == size


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ("None", "cv2.imread gives None"),
        ("np.zeros((9, 9, 3))", "in float64: convert it first"),
        ("np.zeros((9, 9, 3), np.uint16)", "in uint16"),
        ("np.zeros((9, 9), np.uint8)", "this array is (9, 9)"),
        ("np.zeros((9, 9, 4), np.uint8)", "this array is (9, 9, 4)"),
        ("np.zeros((0, 9, 3), np.uint8)", "this array is (0, 9, 3)"),
    ],
)
def test_what_is_no_picture_is_refused(made: str, words: str) -> None:
    # In a process of its own: here, types are checked before the code is asked.
    script = f"import numpy as np, roadeye; roadeye.load()({made})"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("roadeye.errors.InputError: a picture is")
    assert words in last


def test_rows_outside_the_crop_are_not_road() -> None:
    scene = render(5, 1, size=(188, 621))
    runner = open_model()
    cropped = Segmenter(runner, rows=Rows(60, -20))(scene.image)
    assert cropped.probability.shape == scene.road.shape
    assert not cropped.probability[:60].any()
    assert not cropped.probability[-20:].any()
    expected = Segmenter(runner)(scene.image[60:-20]).probability
    np.testing.assert_array_equal(cropped.probability[60:-20], expected)
    with pytest.raises(InputError, match="leaves no row"):
        Segmenter(runner, rows=Rows(200))(scene.image)


def test_the_threshold_is_the_models_unless_given() -> None:
    runner = open_model()
    image = render(5, 2, size=(94, 311)).image
    assert Segmenter(runner)(image).threshold == runner.output.threshold
    assert Segmenter(runner, threshold=0.0)(image).mask.all()


def test_a_stream_is_as_one_by_one() -> None:
    segmenter = roadeye.load()
    images = [render(5, index, size=(94, 311)).image for index in range(2)]
    for one, streamed in zip(images, segmenter.stream(iter(images)), strict=True):
        np.testing.assert_array_equal(segmenter(one).probability, streamed.probability)


@given(st.floats(0, 1, width=32), st.floats(0.1, 10))
def test_temperature_keeps_the_side_of_one_half(probability: float, temperature: float) -> None:
    before = np.array([[probability]], np.float32)
    after = float(temper(before, temperature)[0, 0])
    assert 0 <= after <= 1
    assert (after - 0.5) * (probability - 0.5) >= 0
    if temperature > 1 and 0.01 < probability < 0.99:
        assert abs(after - 0.5) <= abs(probability - 0.5) + 1e-6


@dataclass(frozen=True)
class Broken:
    """A network that gives one value everywhere."""

    value: float
    spec: ModelSpec
    output: Output = Output()  # noqa: RUF009

    def __call__(self, tensor: Image) -> Probability:
        return np.full(tensor.shape[:2], self.value, np.float32)


@pytest.mark.parametrize("value", [float("nan"), -0.1, 1.2, float("inf")])
def test_what_is_no_probability_is_refused(value: float) -> None:
    with pytest.raises(ModelError, match="values that are no probabilities"):
        Segmenter(Broken(value, open_model().spec))(np.zeros((30, 40, 3), np.uint8))
