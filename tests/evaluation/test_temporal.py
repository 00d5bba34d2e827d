"""Videos judged: drawn frames with exact labels, steady, noisy and frozen masks."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fake_engine import FakeEngine, fake_spec

from roadeye.arrays import Image, Probability
from roadeye.data.detect import open_dataset
from roadeye.errors import InputError
from roadeye.evaluation.as_json import temporal_as_builtins
from roadeye.evaluation.temporal import Temporal, judge_video
from roadeye.inference.segmenter import Segmenter
from roadeye.inference.smoothing import Smoother, Steady
from roadeye.inference.smoothing_kind import Smoothing
from roadeye.io.images import write_png

SIZE = (96, 128)
_NOISE = np.random.default_rng(3)


def write_video(folder: Path, frames: int = 12, name: str = "a", step: int = 3) -> None:
    """Pan over a texture whose bright half is road."""
    import cv2

    dark = np.random.default_rng(0).integers(0, 100, (SIZE[0], 600, 3), dtype=np.uint8)
    world = np.asarray(cv2.GaussianBlur(dark, (0, 0), 1.5))
    world[:, 90:, 0] += 155
    for number in range(frames):
        image = np.ascontiguousarray(world[:, step * number : step * number + SIZE[1]])
        write_png(folder / "val" / f"{name}_{number:03d}.png", image)
        road = np.where(image[:, :, 0] > 127, 3, 0).astype(np.uint8)
        write_png(folder / "valannot" / f"{name}_{number:03d}.png", road)


def noisy(image: Image) -> Probability:
    """Right, but for blocks that come and go."""
    found = (image[:, :, 0] / 255).astype(np.float32)
    for y, x in _NOISE.integers(0, 80, (4, 2)):
        found[y : y + 12, x : x + 12] = 0.58
    return found


def judged(
    folder: Path, steady: Callable[[], Steady], answer: Callable[[Image], Probability] = noisy
) -> Temporal:
    engine = FakeEngine(answer, fake_spec(SIZE))
    return judge_video(Segmenter(engine), open_dataset(folder), steady)


def frozen() -> Steady:
    first: list[Probability] = []

    def steady(image: Image, probability: Probability) -> Probability:
        first.append(probability)
        return first[0]

    return steady


def test_flow_is_steadier_and_no_worse(tmp_path: Path) -> None:
    write_video(tmp_path)
    found = judged(tmp_path, Smoother)
    assert (found.frames, found.sequences, found.pairs) == (12, 1, 11)
    assert found.labels.share < 0.001
    assert found.smoothed.flicker.share < 0.4 * found.raw.flicker.share
    values = temporal_as_builtins(found, "flow")
    assert values["iou"] > values["iou_raw"]
    assert (values["lag_raw"], values["lag"]) == (0, 0)


def test_a_smoother_that_freezes_is_caught(tmp_path: Path) -> None:
    write_video(tmp_path)
    values = temporal_as_builtins(judged(tmp_path, frozen), "frozen")
    assert values["iou"] < values["iou_raw"] - 0.05
    assert values["lag"] == 3
    assert values["disagreement"] > values["disagreement_labels"] + 0.01  # the world moves on


def test_a_mean_of_the_last_masks_trails(tmp_path: Path) -> None:
    write_video(tmp_path)
    found = judged(tmp_path, lambda: Smoother(Smoothing.MEAN))
    assert (found.raw.lag, found.smoothed.lag) == (0, 1)


def test_off_changes_nothing(tmp_path: Path) -> None:
    write_video(tmp_path)
    found = judged(tmp_path, lambda: Smoother(Smoothing.OFF))
    assert found.raw == found.smoothed


def test_sequences_are_kept_apart(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_video(tmp_path, 4, name)
    begun = []

    def begin() -> Steady:
        begun.append(1)
        return Smoother()

    found = judged(tmp_path, begin)
    assert (found.sequences, found.pairs, len(begun)) == (2, 6, 2)


def test_frames_come_in_order_of_their_numbers(tmp_path: Path) -> None:
    write_video(tmp_path, 12)
    for number in range(12):  # f2 before f10
        for folder in ("val", "valannot"):
            (tmp_path / folder / f"a_{number:03d}.png").rename(
                tmp_path / folder / f"a_{number}.png"
            )
    assert judged(tmp_path, Smoother).raw.lag == 0


def test_pictures_that_are_no_video(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    write_video(tmp_path, 3)
    for number in range(3):
        image = rng.integers(0, 256, (*SIZE, 3), dtype=np.uint8)
        write_png(tmp_path / "val" / f"a_{number:03d}.png", image)
    with pytest.raises(InputError, match="give the frames of a video"):
        judged(tmp_path, Smoother)


def test_one_picture_is_no_video(tmp_path: Path) -> None:
    write_video(tmp_path, 1)
    dataset = open_dataset(tmp_path)
    with pytest.raises(InputError, match="no two of the 1 pictures"):
        judge_video(Segmenter(FakeEngine(spec=fake_spec(SIZE))), replace(dataset), Smoother)
