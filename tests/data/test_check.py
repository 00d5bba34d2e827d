"""A check finds each thing that was broken on purpose, and nothing else."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from archive_server import kitti_members
from checked import check

from roadeye.arrays import Image
from roadeye.errors import InputError
from roadeye.io.images import read_image, write_png


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a small KITTI Road of two um, one umm and one test picture, all well."""
    for name, content in kitti_members("").items():
        if name.rsplit("/", 1)[1] in {
            "um_000000.png",
            "um_000001.png",
            "umm_000002.png",
            "um_road_000000.png",
            "um_road_000001.png",
            "umm_road_000002.png",
            "um_000000.txt",
            "um_000001.txt",
            "umm_000002.txt",
        }:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return tmp_path


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:40])


def all_black(path: Path) -> None:
    write_png(path, np.zeros((4, 6, 3), np.uint8))


def green(path: Path) -> None:
    write_png(path, np.full((4, 6, 3), (0, 255, 0), np.uint8))


def larger(path: Path) -> None:
    write_png(path, np.full((8, 12, 3), (255, 0, 255), np.uint8))


def garbage(path: Path) -> None:
    path.write_bytes(b"\x93\x00\xff\xfe\x81binary")


def copied_as_jpg(path: Path) -> None:
    path.with_suffix(".jpg").write_bytes(path.read_bytes())


IMAGE, LABEL = "training/image_2/um_000000.png", "training/gt_image_2/um_road_000000.png"
CALIB = "training/calib/um_000000.txt"
BROKEN: dict[str, tuple[str, Callable[[Path], Any], str, str]] = {
    # name: (file, what is done to it, file that is named, a word of the problem)
    "picture cut short": (IMAGE, cut, IMAGE, ""),
    "picture empty": (IMAGE, lambda path: path.write_bytes(b""), IMAGE, ""),
    "picture is text": (IMAGE, lambda path: path.write_text("hello"), IMAGE, ""),
    "picture gone": (IMAGE, Path.unlink, LABEL, "label without a picture"),
    "picture twice": (IMAGE, copied_as_jpg, IMAGE, "same name"),
    "label cut short": (LABEL, cut, LABEL, ""),
    "label gone": (LABEL, Path.unlink, IMAGE, "picture without a label"),
    "label void": (LABEL, all_black, LABEL, "no pixel that counts"),
    "label green": (LABEL, green, LABEL, "unknown label colour (0, 255, 0)"),
    "label larger": (LABEL, larger, LABEL, "is 12×8 pixels, but its picture"),
    "calibration garbage": (CALIB, garbage, CALIB, "not text"),
    "calibration gone": (CALIB, Path.unlink, CALIB, ""),
    "test picture": ("testing/image_2/um_000001.png", cut, "testing/image_2/um_000001.png", ""),
    "test calibration": (
        "testing/calib/um_000001.txt",
        garbage,
        "testing/calib/um_000001.txt",
        "not text",
    ),
}


def test_good_data_set_has_no_problems(root: Path) -> None:
    report = check(root)
    assert report.problems == ()
    assert report.layout == "kitti-road"
    assert list(report.groups) == ["um", "umm", "unlabelled"]
    group = report.groups["um"]
    assert (group.pictures, group.labels, dict(group.sizes)) == (2, 2, {(6, 4): 2})
    assert (group.pixels, group.valid, group.road) == (48, 48, 24)  # the lower half is road


@pytest.mark.parametrize("case", BROKEN)
def test_each_problem_is_found_and_named_once(case: str, root: Path) -> None:
    file, spoil, named, word = BROKEN[case]
    spoil(root / file)
    problems = check(root).problems
    assert len(problems) == 1
    assert problems[0].file == named
    assert word in problems[0].what
    assert str(root) not in problems[0].what
    assert "\n" not in problems[0].what


def test_several_problems_are_all_listed(root: Path) -> None:
    cut(root / IMAGE)
    green(root / LABEL)
    garbage(root / CALIB)
    assert [problem.file for problem in check(root).problems] == [IMAGE, LABEL, CALIB]


def test_lanes_are_read_and_not_summed(root: Path) -> None:
    before = check(root).groups["um"]
    for number in ("000000", "000001"):
        larger(root / f"training/gt_image_2/um_lane_{number}.png")
    report = check(root)
    assert [problem.file for problem in report.problems] == [
        "training/gt_image_2/um_lane_000000.png",
        "training/gt_image_2/um_lane_000001.png",
    ]
    after = report.groups["um"]
    assert (after.labels, after.road) == (4, before.road)


def test_progress_counts_pictures(root: Path) -> None:
    steps: list[int] = []
    check(root, lambda: steps.append(1))
    assert len(steps) == sum(group.pictures for group in check(root).groups.values())


def test_empty_layout_is_refused(tmp_path: Path) -> None:
    (tmp_path / "training/image_2").mkdir(parents=True)
    with pytest.raises(
        InputError, match=r"holds no picture; expected pictures in training/image_2 \+"
    ):
        check(tmp_path)


def test_what_nobody_foresaw_is_a_problem_of_its_file_alone(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(path: Path) -> Image:
        if path == root / IMAGE:
            raise ZeroDivisionError("by\nzero")
        if path == root / "testing/image_2/um_000001.png":
            raise MemoryError
        return read_image(path)

    monkeypatch.setattr("roadeye.data.check_picture.read_image", read)
    report = check(root)
    assert [(problem.file, problem.what) for problem in report.problems] == [
        (IMAGE, "cannot be read: ZeroDivisionError: by zero"),
        ("testing/image_2/um_000001.png", "cannot be read: out of memory"),
    ]
    assert report.groups["um"].labels == 2


def test_a_calibration_that_is_no_file_does_not_hang(root: Path) -> None:
    (root / CALIB).unlink()
    os.mkfifo(root / CALIB)
    (problem,) = check(root).problems
    assert (problem.file, problem.what) == (CALIB, "is not a regular file; give a calibration.")
