"""The gate: how a file differs from its network, and what is let through."""

from pathlib import Path

import msgspec
import numpy as np
import pytest
from fake_engine import FakeEngine, fake_spec

from roadeye.arrays import Image, Probability
from roadeye.data.detect import open_dataset
from roadeye.errors import ModelError
from roadeye.export.formats import Numbers
from roadeye.export.parity import compare, require_parity, with_labels
from roadeye.io.images import write_png
from roadeye.model.spec import Parity

SPEC = fake_spec((32, 64), (64, 32))
PICTURE = np.zeros((32, 64, 3), np.uint8)


def network(image: Image) -> Probability:
    """Call the right half road, surely."""
    found = np.full(image.shape[:2], 0.1, np.float32)
    found[:, image.shape[1] // 2 :] = 0.9
    return found


def file_that(changed: slice, probability: float) -> FakeEngine:
    """Return an engine that differs from the network in some rows."""

    def answer(image: Image) -> Probability:
        found = network(image)
        found[changed] = probability
        return found

    return FakeEngine(answer, SPEC)


def compared(engine: FakeEngine) -> Parity:
    return compare(FakeEngine(network, SPEC), engine, [PICTURE], "a test")


def test_a_file_that_says_the_same() -> None:
    same = Parity(pictures=1, source="a test", largest=0, median=0, p99=0, iou=1)
    assert compared(FakeEngine(network, SPEC)) == same
    require_parity(same)


def test_one_row_of_32_and_of_64_is_seen() -> None:
    """Wide: 32 of 2048 pixels change from 0.1 to 0.9, as many stay 0.9. Tall: 16 of 2048."""
    found = compared(file_that(slice(0, 1), 0.9))
    assert found.largest == pytest.approx(0.8)
    assert found.median < 1e-4, "known to the width of a bin"
    assert found.p99 == pytest.approx(0.8, abs=1e-4), "48 of 4096 pixels are more than 1 %"
    assert found.iou == pytest.approx(2048 / (2048 + 48)), "each input size is compared"


def test_without_road_in_either_the_masks_are_the_same() -> None:
    nothing = FakeEngine(lambda image: np.zeros(image.shape[:2], np.float32), SPEC)
    assert compare(nothing, nothing, [PICTURE], "a test").iou == 1


def test_each_picture_is_compared_at_its_own_size_and_the_first_at_all() -> None:
    seen: list[tuple[int, ...]] = []

    def noted(image: Image) -> Probability:
        seen.append(image.shape[:2])
        return network(image)

    tall = PICTURE.transpose(1, 0, 2)
    compare(FakeEngine(network, SPEC), FakeEngine(noted, SPEC), [PICTURE, tall], "a test")
    assert seen == [(32, 64), (64, 32), (64, 32)]


@pytest.mark.parametrize(
    ("changed", "probability"),
    [
        (slice(0, 1), 0.1015),  # 0.0015 at some pixels
        (slice(0, 1), float("nan")),
        (slice(0, 32), float("inf")),
    ],
)
def test_a_float_file_that_differs_is_refused(changed: slice, probability: float) -> None:
    with pytest.raises(ModelError, match="was not kept") as refused:
        require_parity(compared(file_that(changed, probability)))
    assert refused.value.code == "no-parity"


ROUNDED = Parity(pictures=9, source="a test", largest=0.03, median=1e-4, p99=0.01, iou=0.995)


def test_weights_of_float16_may_move_an_edge_a_little() -> None:
    require_parity(ROUNDED, Numbers.FLOAT16)
    with pytest.raises(ModelError, match=r"a probability differs by 0\.03"):
        require_parity(ROUNDED)


@pytest.mark.parametrize(
    "changed", [{"median": 2e-3}, {"p99": 0.06}, {"iou": 0.98}, {"p99": float("nan")}]
)
def test_weights_of_float16_that_lose_are_refused(changed: dict[str, float]) -> None:
    with pytest.raises(ModelError, match="was not kept: its probabilities differ"):
        require_parity(msgspec.structs.replace(ROUNDED, **changed), Numbers.FLOAT16)


JUDGED = Parity(
    pictures=9, source="a test", largest=0.5, median=0.001, p99=0.05, iou=0.99, network_iou=0.95,
    file_iou=0.9471,
)  # fmt: skip


def test_whole_numbers_are_judged_by_labels_and_quantiles_not_by_one_pixel() -> None:
    require_parity(JUDGED, Numbers.INTEGER)


@pytest.mark.parametrize(
    "changed",
    [
        {"file_iou": 0.9469},
        {"file_iou": None},
        {"file_iou": float("nan")},
        {"median": 0.02},
        {"p99": 0.6},
        {"p99": float("nan")},
    ],
)
def test_whole_numbers_that_lose_are_refused(changed: dict[str, float | None]) -> None:
    with pytest.raises(ModelError, match="points of IoU on a test"):
        require_parity(msgspec.structs.replace(JUDGED, **changed), Numbers.INTEGER)


def test_labels_score_both(tmp_path: Path) -> None:
    """The label calls the right quarter road: both find twice as much, the file half a row less."""
    for folder in ("images", "masks"):
        (tmp_path / folder).mkdir()
    write_png(tmp_path / "images" / "a.png", PICTURE)
    label = np.zeros((32, 64), np.uint8)
    label[:, 48:] = 255
    write_png(tmp_path / "masks" / "a.png", label)
    items = open_dataset(tmp_path).items
    engine = file_that(slice(0, 1), 0.1)
    found = with_labels(compared(engine), FakeEngine(network, SPEC), engine, items, None)
    assert found.network_iou == pytest.approx(16 / 32)
    assert found.file_iou == pytest.approx(16 * 31 / (32 * 31 + 16))
