"""An overconfident network is calibrated, and its masks stay."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fake_engine import FakeEngine, fake_spec

from roadeye.arrays import Image, Probability
from roadeye.data.dataset import Dataset, Item
from roadeye.data.layouts.kitti_road import LABELS
from roadeye.errors import InputError
from roadeye.evaluation.calibrate import calibrate
from roadeye.inference.crop import Rows
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


def test_rows_that_the_network_does_not_see_do_not_count(dataset: Dataset) -> None:
    top = Rows(0, -SIDE // 2)
    whole = calibrate(Segmenter(OVERCONFIDENT), dataset)
    part = calibrate(Segmenter(OVERCONFIDENT, rows=top), dataset)
    assert part.head.temperature == pytest.approx(whole.head.temperature, rel=0.1)
    assert part.after.ece < 0.03 < part.before.ece
    assert part.before.nll == pytest.approx(whole.before.nll, rel=0.1)


def test_a_temperature_that_fits_worse_is_refused(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roadeye.evaluation.calibrate.fit_temperature", lambda _: 0.5)
    with pytest.raises(InputError, match="higher negative log likelihood") as told:
        calibrate(Segmenter(OVERCONFIDENT), dataset)
    assert told.value.code == "calibration-worse"


def test_a_picture_that_cannot_be_read_is_named_and_the_others_fit(dataset: Dataset) -> None:
    dataset.items[1].image.write_bytes(b"no picture")
    found = calibrate(Segmenter(OVERCONFIDENT), dataset)
    assert [one.name for one in found.unscored] == ["um_1"]
    assert found.images == 2
    assert found.head.calibrated_on.endswith("(2 pictures)")
    for item in dataset.items:
        item.image.write_bytes(b"no picture")
    with pytest.raises(InputError, match="none of the 3 pictures can be used; um_0: "):
        calibrate(Segmenter(OVERCONFIDENT), dataset)
