"""Labels that cannot teach are told apart from those that can."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from checked import check

from roadeye.arrays import Image, Mask
from roadeye.data.detect import open_dataset
from roadeye.data.layouts.folders import LABELS
from roadeye.data.teachable import Agreement, compare_with, require_teachable
from roadeye.errors import InputError
from roadeye.io.images import write_png

SIZE = (8, 12)


def lower_half() -> Mask:
    road = np.zeros(SIZE, np.bool_)
    road[4:] = True
    return road


def red_is_road(image: Image) -> Mask:
    seen: Mask = image[..., 0] > 0
    return seen


def write(root: Path, pictures: int, label: Callable[[int], np.ndarray], *, camvid: bool) -> None:
    """Write pictures whose lower half is red, with any labels."""
    for index in range(pictures):
        image = np.zeros((*SIZE, 3), np.uint8)
        image[lower_half(), 0] = 200
        folders = ("train", "trainannot") if camvid else ("images", "masks")
        write_png(root / folders[0] / f"s_{index:03}.png", image)
        write_png(root / folders[1] / f"s_{index:03}.png", label(index).astype(np.uint8))


def mask(_: int) -> np.ndarray:
    return lower_half() * np.uint8(255)


CASES: dict[str, tuple[bool, Callable[[int], np.ndarray], str]] = {
    # name: (CamVid, label of a picture, what is told; empty where all is well)
    "right": (False, mask, ""),
    "one label of forty has road": (False, lambda index: mask(0) * (index == 39), ""),
    "no road": (
        False,
        lambda _: np.zeros(SIZE),
        "no road in any of 40 labels; road is 255 in images/ + masks/ labels, and these hold 0: ",
    ),
    "numbers of their own": (
        True,
        lambda _: lower_half() + 7,
        "no road in any of 40 labels; road is 3 in CamVid labels, and these hold 7, 8: ",
    ),
    "nothing but road": (
        False,
        lambda _: np.full(SIZE, 255),
        "every pixel that counts is road in all of 40 labels",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_training_and_check_say_the_same(case: str, tmp_path: Path) -> None:
    camvid, label, told = CASES[case]
    write(tmp_path, 40, label, camvid=camvid)
    problems = check(tmp_path).label_problems
    if not told:
        require_teachable(open_dataset(tmp_path))
        assert problems == ()
        return
    assert len(problems) == 1
    assert problems[0].startswith(told)
    with pytest.raises(InputError, match="cannot teach: ") as refused:
        require_teachable(open_dataset(tmp_path))
    assert told in str(refused.value)


def test_inverted_labels_are_seen_where_a_model_is_at_hand(tmp_path: Path) -> None:
    write(tmp_path, 20, lambda _: ~lower_half() * np.uint8(255), camvid=False)
    report = check(tmp_path, predict=red_is_road)
    (told,) = report.label_problems
    assert told.startswith("the labels look inverted: IoU 0.000 with the road that a model sees")
    assert told.endswith("in 16 pictures, and 1.000 inverted.")
    assert not report.is_fine
    assert check(tmp_path).is_fine


def test_labels_that_share_no_road_with_a_model_are_a_problem(tmp_path: Path) -> None:
    corner = np.zeros(SIZE)
    corner[0, 0] = 255
    write(tmp_path, 20, lambda _: corner, camvid=False)
    (told,) = check(
        tmp_path, predict=lambda image: red_is_road(image) & right_half()
    ).label_problems
    assert told == (
        "the labels look wrong: IoU 0.000 with the road that a model sees in 16 pictures; is 255 "
        "road in them, as in images/ + masks/ labels?"
    )


def right_half() -> Mask:
    right = np.zeros(SIZE, np.bool_)
    right[:, 6:] = True
    return right


def test_agreement_counts_only_valid_pixels(tmp_path: Path) -> None:
    label = lower_half() * np.uint8(255)
    label[6:] = 128
    write(tmp_path, 1, lambda _: label, camvid=False)
    agreement = compare_with(red_is_road, open_dataset(tmp_path).items)
    assert agreement is not None
    assert agreement == Agreement(pictures=1, iou=1.0, inverted=0.0, seen=2 / 6)
    assert not agreement.problem(LABELS)


def test_a_model_that_sees_nothing_calls_no_label_inverted(tmp_path: Path) -> None:
    write(tmp_path, 3, mask, camvid=False)
    assert check(tmp_path, predict=lambda image: np.zeros(image.shape[:2], np.bool_)).is_fine


def test_labels_that_cannot_be_read_are_left_to_who_trains(tmp_path: Path) -> None:
    write(tmp_path, 2, mask, camvid=False)
    for path in (tmp_path / "masks").iterdir():
        path.write_bytes(b"")
    require_teachable(open_dataset(tmp_path))
