"""The Python API: a picture in, the road in it out."""

import asyncio
import copy
import pickle
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fake_engine import FakeEngine, bright, fake_spec
from PIL import Image as Pillow

import roadeye
from roadeye.arrays import Image, Probability
from roadeye.errors import InputError, ModelError
from roadeye.inference.crop import Rows
from roadeye.inference.prediction import Prediction
from roadeye.inference.segmenter import Segmenter
from roadeye.io.images import read_gray, read_image, write_png
from roadeye.metrics.counts import count
from roadeye.metrics.scores import iou
from roadeye.model.engine import open_engine
from roadeye.model.spec import Head
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
    engine = open_engine()
    cropped = Segmenter(engine, rows=Rows(60, -20))(scene.image)
    assert cropped.probability.shape == scene.road.shape
    assert not cropped.probability[:60].any()
    assert not cropped.probability[-20:].any()
    expected = Segmenter(engine)(scene.image[60:-20]).probability
    np.testing.assert_array_equal(cropped.probability[60:-20], expected)
    with pytest.raises(InputError, match="leaves no row"):
        Segmenter(engine, rows=Rows(200))(scene.image)


def test_the_threshold_is_the_models_unless_given() -> None:
    engine = open_engine()
    image = render(5, 2, size=(94, 311)).image
    assert Segmenter(engine)(image).threshold == engine.spec.heads[0].threshold
    assert Segmenter(engine, threshold=0.0)(image).mask.all()


def test_a_stream_is_as_one_by_one() -> None:
    segmenter = roadeye.load()
    images = [render(5, index, size=(94, 311)).image for index in range(2)]
    for one, streamed in zip(images, segmenter.stream(iter(images)), strict=True):
        np.testing.assert_array_equal(segmenter(one).probability, streamed.probability)


@pytest.mark.parametrize("value", [float("nan"), -0.1, 1.2, float("inf")])
def test_what_is_no_probability_is_refused(value: float) -> None:
    with pytest.raises(ModelError, match="values outside 0 to 1"):
        Segmenter(FakeEngine(lambda image: np.full(image.shape[:2], value, np.float32)))(
            np.zeros((30, 40, 3), np.uint8)
        )


@pytest.mark.parametrize("threshold", [float("nan"), 5.0, -1.0, float("inf")])
def test_a_threshold_is_a_probability(threshold: float) -> None:
    with pytest.raises(InputError, match="from 0 to 1"):
        Segmenter(FakeEngine(), threshold=threshold)


@pytest.mark.parametrize("temperature", [float("nan"), 0.0, -1.0, float("inf")])
def test_a_temperature_is_above_0(temperature: float) -> None:
    with pytest.raises(InputError, match="above 0"):
        Segmenter(FakeEngine(), temperature=temperature)


def test_cropped_rows_are_not_road_at_threshold_0() -> None:
    segmenter = Segmenter(FakeEngine(), threshold=0.0, rows=Rows(20, -10))
    mask = segmenter(np.zeros((60, 80, 3), np.uint8)).mask
    assert mask[20:50].all()
    assert not mask[:20].any()
    assert not mask[50:].any()


def test_a_prediction_keeps_its_own_picture() -> None:
    segmenter = Segmenter(FakeEngine())
    buffer = np.zeros((60, 80, 3), np.uint8)
    first = segmenter(buffer)
    buffer[:] = 255
    second = segmenter(buffer)
    assert not first.image.any()
    assert not first.overlay().any(), "no road in a dark picture"
    assert second.mask.all()
    assert second.mask is second.mask, "made once"


def test_what_a_picture_may_be(tmp_path: Path) -> None:
    image = render(5, 0, size=(94, 311)).image
    write_png(tmp_path / "a.png", image)
    segmenter = roadeye.load()
    expected = segmenter(image).probability
    for picture in (tmp_path / "a.png", str(tmp_path / "a.png"), Pillow.fromarray(image)):
        np.testing.assert_array_equal(segmenter(picture).probability, expected)
    assert [len(one.mask) for one in segmenter.batch([image, image[:50]])] == [94, 50]
    with pytest.raises(InputError, match="cannot open"):
        segmenter(tmp_path / "none.png")


def test_all_heads_come_from_one_run() -> None:
    runs = []

    def counted(image: Image) -> Probability:
        runs.append(image.shape)
        return bright(image)

    heads = (Head(name="road"), Head(name="drivable", temperature=2.0))
    segmenter = Segmenter(FakeEngine(counted, fake_spec(heads=heads)))
    image = np.full((96, 320, 3), 200, np.uint8)
    maps = segmenter.probabilities(image)
    assert len(runs) == 1
    assert set(maps) == {"road", "drivable"}
    assert maps["road"][0, 0] > maps["drivable"][0, 0] > 0.5, "each by its own temperature"
    np.testing.assert_array_equal(
        maps["drivable"], Segmenter(segmenter.engine, "drivable").probability(image)
    )


def test_a_short_repr() -> None:
    prediction = Segmenter(FakeEngine())(np.full((60, 80, 3), 255, np.uint8))
    assert repr(prediction) == "Prediction(80×60 pixels, 100.0 % road)"


def test_one_segmenter_in_many_threads_gives_each_picture_its_own_mask() -> None:
    segmenter = roadeye.load()
    folder = Path(roadeye.__file__).parent / "demo_data" / "training" / "image_2"
    images = [read_image(path) for path in sorted(folder.iterdir())[:4]]
    images += [image[:, : image.shape[0]] for image in images]  # another input size
    expected = [segmenter(image).mask for image in images]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(segmenter, images * 2))
    for prediction, mask in zip(found, expected * 2, strict=True):
        np.testing.assert_array_equal(prediction.mask, mask)

    async def several() -> list[Prediction]:
        return await asyncio.gather(*(asyncio.to_thread(segmenter, image) for image in images))

    for prediction, mask in zip(asyncio.run(several()), expected, strict=True):
        np.testing.assert_array_equal(prediction.mask, mask)


@pytest.mark.parametrize("again", [lambda one: pickle.loads(pickle.dumps(one)), copy.deepcopy])
def test_copies_find_the_same(again: Callable[[Segmenter], Segmenter]) -> None:
    segmenter = replace(roadeye.load(head="drivable"), threshold=0.4, rows=Rows(20))
    image = render(5, 3, size=(94, 311)).image
    np.testing.assert_array_equal(again(segmenter)(image).mask, segmenter(image).mask)


def test_a_closed_engine_says_so() -> None:
    segmenter = roadeye.load()
    segmenter.engine.close()
    with pytest.raises(ModelError, match="was closed"):
        segmenter(np.zeros((30, 40, 3), np.uint8))


def test_outlines_files_and_a_notebook_show_what_was_found(tmp_path: Path) -> None:
    image = np.zeros((96, 320, 3), np.uint8)
    image[40:, 100:200] = 255
    prediction = Segmenter(FakeEngine())(image)
    (outline,) = prediction.polygons()
    assert outline.outer.min(axis=0).tolist() == [100, 40]
    names = [path.name for path in prediction.save(tmp_path, "street")]
    assert names == ["street_overlay.jpg", "street_mask.png", "street_prob.png"]
    np.testing.assert_array_equal(read_gray(tmp_path / "street_mask.png") == 255, prediction.mask)
    np.testing.assert_array_equal(read_image(prediction._repr_png_()), prediction.overlay())
