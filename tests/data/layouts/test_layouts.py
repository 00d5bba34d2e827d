"""Each layout is detected by its folders, its labels are read by its own convention."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow

from roadeye.data.dataset import Dataset, load
from roadeye.data.detect import LAYOUTS, open_dataset
from roadeye.data.labels import LabelMap
from roadeye.data.layouts.folders import LABELS
from roadeye.data.split import select
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
def test_layout_is_detected(case: str, tmp_path: Path) -> None:
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
    with pytest.raises(InputError, match=r"images \+ masks, whose labels do not mark lanes"):
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


def test_an_unknown_layout_lists_what_is_known(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        open_dataset(tmp_path)
    assert all(layout.folders in str(caught.value) for layout in LAYOUTS)


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


def test_valid_is_val_and_folders_below_are_sequences(tmp_path: Path) -> None:
    for name in ("a", "drive1/b", "Valid/drive2/c", "training/drive1/far/d"):
        picture(tmp_path / "images" / f"{name}.jpg")
        ids(tmp_path / "masks" / f"{name.replace('Valid', 'val')}.png", 255, 0, 128)
    found = {item.name: (item.split, item.sequence) for item in open_dataset(tmp_path).items}
    assert found == {
        "a": ("", ""),
        "drive1/b": ("", "drive1"),
        "val/drive2/c": ("val", "drive2"),
        "train/drive1/far/d": ("train", "drive1/far"),
    }
    val = select(open_dataset(tmp_path), "val")
    assert [item.name for item in val.items] == ["val/drive2/c"]


def test_valid_is_val_in_the_other_layouts(tmp_path: Path) -> None:
    camvid(tmp_path / "camvid")
    for folder in ("val", "valannot"):
        renamed = folder.replace("val", "valid")
        (tmp_path / "camvid" / folder).rename(tmp_path / "camvid" / renamed)
    assert [item.split for item in open_dataset(tmp_path / "camvid").items] == ["train", "val"]
    cityscapes("labelIds", 7, 26, 9)(tmp_path / "city")
    for folder in ("leftImg8bit", "gtFine"):
        (tmp_path / "city" / folder / "val").rename(tmp_path / "city" / folder / "valid")
    assert [item.split for item in open_dataset(tmp_path / "city").items] == ["train", "val"]


@pytest.mark.parametrize("suffix", ["tif", "tiff", "bmp", "TIF"])
def test_pictures_and_labels_of_other_lossless_formats_match(suffix: str, tmp_path: Path) -> None:
    for folder in ("images", "masks"):
        (tmp_path / folder).mkdir()
        grey = Pillow.fromarray(np.full(SIZE, 255, np.uint8))
        grey.save(tmp_path / folder / f"a.{suffix}")
    assert load(open_dataset(tmp_path).items[0]).road.all()


def test_jpeg_labels_are_refused_with_the_true_cause(tmp_path: Path) -> None:
    for name in ("a", "b"):
        picture(tmp_path / "images" / f"{name}.jpg")
        write_jpeg(tmp_path / "masks" / f"{name}.jpg", np.zeros(SIZE, np.uint8))
    with pytest.raises(InputError) as caught:
        open_dataset(tmp_path)
    assert "masks/a.jpg, masks/b.jpg" in str(caught.value)
    assert "is a JPG label: labels in that format are lossy" in str(caught.value)
    assert "without a label" not in str(caught.value)


def test_a_lossy_copy_of_a_label_is_left_out(tmp_path: Path) -> None:
    pairs(tmp_path)
    write_jpeg(tmp_path / "masks" / "a.jpg", np.zeros(SIZE, np.uint8))
    dataset = open_dataset(tmp_path)
    assert len(dataset.items) == 2
    assert reasons(dataset) == {"masks/a.jpg": "a lossy copy of a label"}


def reasons(dataset: Dataset) -> dict[str, str]:
    return {
        entry.path.relative_to(dataset.root).as_posix(): entry.reason for entry in dataset.left_out
    }


EXTRA = {
    # case: (a file more, the reason for which it is left out)
    "kitti": {
        "training/image_2/more/um_000009.png": "in the unknown folder more",
        "training/image_3/um_000000.png": "in the unknown folder image_3",
        "training/image_2/um_000009.heic": "unknown suffix .heic",
        "raw/um_000010.png": "in the unknown folder raw",
        "testing/image_3/um_000010.png": "in the unknown folder image_3",
    },
    "camvid": {
        "test/0001TP_000001.png": "in the unknown folder test",
        "train/0001TP_000001.gif": "unknown suffix .gif",
        "trainannot/0001TP_000001.npy": "unknown suffix .npy",
    },
    "idd-lite": {
        "leftImg8bit/train/0/000001_image.avif": "unknown suffix .avif",
        "gtFine/train/0/000001_other.png": "not named like a label (…_label.png)",
        "rightImg8bit/train/0/000001_image.jpg": "in the unknown folder rightImg8bit",
    },
    "labelIds": {"gtFine/val/ulm/more.json": "unknown suffix .json"},
    "trainIds": {"leftImg8bit/train/ulm/a.mov": "unknown suffix .mov"},
    "pairs": {
        "images/a.heic": "unknown suffix .heic",
        "overlays/a.jpg": "in the unknown folder overlays",
        "a.jpg": "beside the folders of the layout",
        "masks/.a.png": "hidden",
    },
}


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_left_out_unsaid(case: str, tmp_path: Path) -> None:
    CASES[case][0](tmp_path)
    assert reasons(open_dataset(tmp_path)) == {}
    for name in EXTRA[case]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"anything")
    dataset = open_dataset(tmp_path)
    assert [item.name for item in dataset.items] == CASES[case][2]
    assert reasons(dataset) == EXTRA[case]


def test_many_problems_of_one_cause_are_one_short_line(tmp_path: Path) -> None:
    pairs(tmp_path)
    for number in range(300):
        (tmp_path / "images" / f"{number:03}.png").touch()
    with pytest.raises(InputError, match="300 files: is a picture without a label") as caught:
        open_dataset(tmp_path)
    assert len(str(caught.value)) < 400 + len(str(tmp_path))


def palette(path: Path, values: np.ndarray, colours: list[int]) -> None:
    label = Pillow.fromarray(values.astype(np.uint8), mode="P")
    label.putpalette(colours)
    label.save(path)


def test_the_greys_of_a_palette_are_values_where_its_numbers_are_none(tmp_path: Path) -> None:
    pairs(tmp_path)
    item = open_dataset(tmp_path).items[0]
    palette(item.label, np.eye(*SIZE), [0, 0, 0, 255, 255, 255])
    assert load(item).road.sum() == SIZE[0]


def test_kitti_colours_may_come_from_a_palette(tmp_path: Path) -> None:
    kitti(tmp_path)
    item = open_dataset(tmp_path).items[0]
    palette(item.label, np.eye(*SIZE), [255, 0, 0, 255, 0, 255])
    sample = load(item)
    assert sample.road.sum() == SIZE[0]
    assert sample.valid.all()


def test_palette_labels_of_voc_and_labelme_are_read_as_numbers() -> None:
    voc = Path(__file__).parents[2] / "cases" / "label_voc.png"
    labels = LabelMap("VOC", road=frozenset({1}), other=frozenset({0}), ignored=frozenset())
    road, valid = labels.read(voc)
    assert road.sum() == 19_200
    assert valid.all()
    with pytest.raises(InputError, match="holds unknown label values 1; images/"):
        LABELS.read(voc)
