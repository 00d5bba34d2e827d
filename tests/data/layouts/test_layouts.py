"""Each layout is found by its look, its labels are read by its own convention."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from roadeye.data.dataset import load
from roadeye.data.detect import LAYOUTS, open_dataset
from roadeye.errors import InputError
from roadeye.io.images import write_jpeg, write_png

SIZE = (4, 6)
ROAD, OTHER, VOID = (255, 0, 255), (255, 0, 0), (0, 0, 0)


def picture(path: Path, size: tuple[int, int] = SIZE) -> None:
    write = write_png if path.suffix == ".png" else write_jpeg
    write(path, np.full((*size, 3), 90, np.uint8))


def colours(path: Path, *pixels: tuple[int, int, int]) -> None:
    label = np.zeros((*SIZE, 3), np.uint8)
    label[0, : len(pixels)] = pixels
    write_png(path, label)


def ids(path: Path, *values: int, rest: int = 0) -> None:
    label = np.full(SIZE, rest, np.uint8)
    label[0, : len(values)] = values
    write_png(path, label)


def kitti(root: Path) -> None:
    for name, suffix in (("um_000000", "png"), ("um_000005", "jpg"), ("uu_000001", "JPG")):
        picture(root / "training" / "image_2" / f"{name}.{suffix}")
        category, number = name.split("_")
        colours(root / f"training/gt_image_2/{category}_road_{number}.png", ROAD, OTHER, VOID)
    colours(root / "training/gt_image_2/um_lane_000000.png", ROAD)
    colours(root / "training/gt_image_2/um_lane_000005.png", ROAD)
    picture(root / "testing/image_2/um_000000.png")
    (root / "training/calib").mkdir()


def camvid(root: Path) -> None:
    for part, name in (("train", "0001TP_006690"), ("val", "0016E5_07959")):
        picture(root / part / f"{name}.jpg")
        ids(root / f"{part}annot" / f"{name}.png", 3, 0, 11, rest=8)


def idd_lite(root: Path) -> None:
    for sequence, frame in (("0", "024541"), ("12", "000007")):
        picture(root / f"leftImg8bit/train/{sequence}/{frame}_image.jpg")
        ids(root / f"gtFine/train/{sequence}/{frame}_label.png", 0, 6, 255, rest=1)
        ids(root / f"gtFine/train/{sequence}/{frame}_inst_label.png", 77)


def cityscapes(label: str, road: int, other: int, ignored: int) -> Callable[[Path], None]:
    def make(root: Path) -> None:
        for part, city in (("train", "aachen"), ("val", "ulm")):
            picture(root / f"leftImg8bit/{part}/{city}/{city}_000000_000019_leftImg8bit.png")
            name = root / f"gtFine/{part}/{city}/{city}_000000_000019_gtFine"
            ids(Path(f"{name}_{label}.png"), road, other, ignored, rest=other)
            ids(Path(f"{name}_instanceIds.png"), 200)
            colours(Path(f"{name}_color.png"), (128, 64, 128))

    return make


def pairs(root: Path) -> None:
    for name in ("a", "val/b"):
        picture(root / "images" / f"{name}.jpg")
        ids(root / "masks" / f"{name}.png", 255, 0, 128)


CASES = {
    # (make, layout, names, categories, sequences, splits)
    "kitti": (
        kitti,
        "kitti-road",
        ["um_000000", "um_000005", "uu_000001"],
        ["um", "um", "uu"],
        ["um-1", "um-2", "uu-1"],
        ["", "", ""],
    ),
    "camvid": (
        camvid,
        "camvid",
        ["train/0001TP_006690", "val/0016E5_07959"],
        ["", ""],
        ["0001TP", "0016E5"],
        ["train", "val"],
    ),
    "idd-lite": (
        idd_lite,
        "cityscapes",
        ["train/0/024541", "train/12/000007"],
        ["", ""],
        ["0", "12"],
        ["train", "train"],
    ),
    "labelIds": (
        cityscapes("labelIds", 7, 26, 9),
        "cityscapes",
        ["train/aachen/aachen_000000_000019", "val/ulm/ulm_000000_000019"],
        ["", ""],
        ["aachen", "ulm"],
        ["train", "val"],
    ),
    "trainIds": (
        cityscapes("labelTrainIds", 0, 13, 255),
        "cityscapes",
        ["train/aachen/aachen_000000_000019", "val/ulm/ulm_000000_000019"],
        ["", ""],
        ["aachen", "ulm"],
        ["train", "val"],
    ),
    "pairs": (pairs, "pairs", ["a", "val/b"], ["", ""], ["", ""], ["", "val"]),
}


@pytest.mark.parametrize("case", CASES)
def test_layout_is_found_by_its_look(case: str, tmp_path: Path) -> None:
    make, layout, names, categories, sequences, splits = CASES[case]
    make(tmp_path)
    dataset = open_dataset(tmp_path)
    assert dataset.layout == layout
    assert [item.name for item in dataset.items] == names
    assert [item.category for item in dataset.items] == categories
    assert [item.sequence for item in dataset.items] == sequences
    assert [item.split for item in dataset.items] == splits


@pytest.mark.parametrize("case", CASES)
def test_first_pixels_are_road_other_and_not_labelled(case: str, tmp_path: Path) -> None:
    CASES[case][0](tmp_path)
    for item in open_dataset(tmp_path).items:
        sample = load(item)
        assert sample.name == item.name
        assert sample.road[0, :3].tolist() == [True, False, False]
        assert sample.valid[0, :3].tolist() == [True, True, False]


def test_kitti_lanes_leave_out_categories_without_any(tmp_path: Path) -> None:
    kitti(tmp_path)
    lanes = open_dataset(tmp_path, "lane")
    assert [item.label.name for item in lanes.items] == ["um_lane_000000.png", "um_lane_000005.png"]


def test_lanes_of_another_layout_are_refused(tmp_path: Path) -> None:
    pairs(tmp_path)
    with pytest.raises(InputError, match="mark no lanes"):
        open_dataset(tmp_path, "lane")


def test_kitti_training_folder_alone_will_do(tmp_path: Path) -> None:
    kitti(tmp_path)
    assert len(open_dataset(tmp_path / "training").items) == 3


def test_kitti_calibration_is_named_where_there_is_a_folder_for_it(tmp_path: Path) -> None:
    kitti(tmp_path)
    item = open_dataset(tmp_path).items[0]
    assert item.calibration == tmp_path / "training/calib/um_000000.txt"
    (tmp_path / "training/calib").rmdir()
    assert open_dataset(tmp_path).items[0].calibration is None


def test_kitti_blue_without_red_is_neither_road_nor_valid(tmp_path: Path) -> None:
    kitti(tmp_path)
    item = open_dataset(tmp_path).items[0]
    colours(item.label, (0, 0, 255), (1, 0, 1), (1, 0, 0))
    sample = load(item)
    assert sample.valid[0, :3].tolist() == [False, True, True]
    assert sample.road[0, :3].tolist() == [False, True, False]


def test_every_orphan_is_named_at_once(tmp_path: Path) -> None:
    kitti(tmp_path)
    picture(tmp_path / "training/image_2/um_000007.jpg")
    picture(tmp_path / "training/image_2/um_000005.png")
    colours(tmp_path / "training/gt_image_2/umm_road_000009.png", ROAD)
    colours(tmp_path / "training/gt_image_2/notes.png", ROAD)
    with pytest.raises(InputError) as caught:
        open_dataset(tmp_path)
    message = str(caught.value)
    assert "training/image_2/um_000007.jpg is a picture without a label" in message
    assert "training/gt_image_2/umm_road_000009.png is a label without a picture" in message
    assert "training/image_2/um_000005.png has the same name as um_000005.jpg" in message
    assert "training/gt_image_2/notes.png is not named like a label" in message


def test_hidden_files_are_no_pictures(tmp_path: Path) -> None:
    kitti(tmp_path)
    (tmp_path / "training/image_2/._um_000000.png").write_bytes(b"resource fork")
    assert len(open_dataset(tmp_path).items) == 3


def broken_size(path: Path) -> None:
    write_png(path, np.zeros((2, 3, 3), np.uint8))


BAD_KITTI_LABELS: dict[str, tuple[Callable[[Path], Any], str]] = {
    "green": (lambda path: colours(path, ROAD, (0, 255, 0)), r"\(0, 255, 0\) at row 0, column 1"),
    "grey": (lambda path: ids(path, 255), "is a grey picture"),
    "white": (lambda path: colours(path, (255, 255, 255)), r"\(255, 255, 255\)"),
    "size": (broken_size, "is 3×2 pixels, but its picture .* is 6×4"),
    "text": (lambda path: path.write_text("no picture"), "um_road_000000.png"),
    "empty": (lambda path: path.write_bytes(b""), "um_road_000000.png"),
}


@pytest.mark.parametrize("fault", BAD_KITTI_LABELS)
def test_bad_kitti_label_is_named(fault: str, tmp_path: Path) -> None:
    kitti(tmp_path)
    item = open_dataset(tmp_path).items[0]
    spoil, message = BAD_KITTI_LABELS[fault]
    spoil(item.label)
    with pytest.raises(InputError, match=message) as caught:
        load(item)
    assert "um_road_000000.png" in str(caught.value)


def test_unknown_class_numbers_are_named(tmp_path: Path) -> None:
    camvid(tmp_path)
    item = open_dataset(tmp_path).items[0]
    ids(item.label, 3, 12, 200)
    with pytest.raises(InputError, match=r"0001TP_006690\.png holds unknown label values 12, 200"):
        load(item)


def test_class_numbers_in_three_equal_channels_are_read(tmp_path: Path) -> None:
    pairs(tmp_path)
    item = open_dataset(tmp_path).items[0]
    colours(item.label, (255, 255, 255), (0, 0, 0), (128, 128, 128))
    assert load(item).road.sum() == 1


def test_coloured_classes_are_refused(tmp_path: Path) -> None:
    pairs(tmp_path)
    item = open_dataset(tmp_path).items[0]
    colours(item.label, (255, 0, 0))
    with pytest.raises(InputError, match=r"a\.png is a colour picture"):
        load(item)


def test_unknown_look_lists_what_is_known(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        open_dataset(tmp_path)
    assert all(layout.look in str(caught.value) for layout in LAYOUTS)


def test_parent_of_a_data_set_is_told_where_it_is(tmp_path: Path) -> None:
    kitti(tmp_path / "data_road")
    with pytest.raises(InputError, match=r"Did you mean .*data_road\?"):
        open_dataset(tmp_path)


def test_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a folder"):
        open_dataset(tmp_path / "nowhere")


def test_layout_without_pictures(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "masks").mkdir()
    with pytest.raises(InputError, match="holds no labelled picture"):
        open_dataset(tmp_path)


def test_test_folder_may_lack_labels(tmp_path: Path) -> None:
    idd_lite(tmp_path / "idd")
    picture(tmp_path / "idd/leftImg8bit/test/7/000001_image.jpg")
    assert len(open_dataset(tmp_path / "idd").items) == 2
    pairs(tmp_path / "pairs")
    picture(tmp_path / "pairs/images/test/c.jpg")
    assert len(open_dataset(tmp_path / "pairs").items) == 2


@pytest.mark.parametrize("file", ["idd/leftImg8bit/val/7/1_image.jpg", "pairs/images/val/c.jpg"])
def test_val_folder_may_not_lack_labels(file: str, tmp_path: Path) -> None:
    idd_lite(tmp_path / "idd")
    pairs(tmp_path / "pairs")
    picture(tmp_path / file)
    with pytest.raises(InputError, match="is a picture without a label"):
        open_dataset(tmp_path / file.split("/", maxsplit=1)[0])
