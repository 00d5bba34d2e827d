"""A network that is too sure of itself is made honest, and its masks stay."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fake_engine import FakeEngine, fake_spec

from roadeye.arrays import Image, Probability
from roadeye.data.dataset import Dataset, Item
from roadeye.data.layouts.kitti_road import LABELS
from roadeye.evaluation.calibrate import calibrate
from roadeye.inference.segmenter import Segmenter
from roadeye.io.images import write_png
from roadeye.model.spec import Head

SIDE = 96
SPEC = fake_spec((SIDE, SIDE), heads=(Head(threshold=0.6),))


def overconfident(image: Image) -> Probability:
    """Read the logit of road from red, and triple it."""
    logit = (image[..., 0].astype(np.float32) - 128) / 16
    probability: Probability = 1 / (1 + np.exp(-np.float32(3) * logit))
    return probability


OVERCONFIDENT = FakeEngine(overconfident, SPEC)


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    items = []
    for index in range(3):
        random = np.random.default_rng(index)
        logit = random.normal(0, 1.5, (SIDE, SIDE)).clip(-7, 7)
        road = random.random(logit.shape) < 1 / (1 + np.exp(-logit))
        image = np.zeros((SIDE, SIDE, 3), np.uint8)
        image[..., 0] = np.rint(128 + 16 * logit)
        label = np.dstack(
            [np.full_like(road, 255, np.uint8), 0 * image[..., 0], road * np.uint8(255)]
        )
        write_png(tmp_path / f"um_{index}.png", image)
        write_png(tmp_path / f"um_road_{index}.png", label)
        name = f"um_{index}"
        files = tmp_path / f"{name}.png", tmp_path / f"um_road_{index}.png"
        items.append(Item(name, *files, LABELS))
    return Dataset(tmp_path, "kitti-road", tuple(items))


def test_the_temperature_is_found_and_lowers_the_calibration_error(dataset: Dataset) -> None:
    found = calibrate(Segmenter(OVERCONFIDENT), dataset)
    assert found.head.temperature == pytest.approx(3.0, rel=0.06)
    assert found.after.ece < 0.02 < found.before.ece
    assert found.after.nll < found.before.nll
    assert found.after.temperature == found.head.temperature
    assert found.head.calibrated_on.endswith(f"({len(dataset.items)} pictures)")


def test_masks_stay_as_they_were(dataset: Dataset) -> None:
    before = Segmenter(OVERCONFIDENT)
    after = _with_head(before, calibrate(before, dataset).head)
    image = np.random.default_rng(5).integers(0, 256, (SIDE, SIDE, 3), np.uint8)
    assert (before(image).mask == after(image).mask).all()


def test_a_second_calibration_changes_little(dataset: Dataset) -> None:
    start = Segmenter(OVERCONFIDENT)
    once = calibrate(start, dataset).head
    twice = calibrate(_with_head(start, once), dataset).head
    assert twice.temperature == pytest.approx(once.temperature, rel=0.03)


def _with_head(segmenter: Segmenter, head: Head) -> Segmenter:
    """Return a segmenter whose model file says this of its head."""
    return Segmenter(replace(OVERCONFIDENT, spec=segmenter.spec.with_head(head)))
