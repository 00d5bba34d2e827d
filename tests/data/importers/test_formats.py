"""Every format gives the same road, whatever its values, folders and names."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import label_folders
import numpy as np
import pytest
from label_folders import HEIGHT, RING, STREET, WIDTH, colours, labelme, mask, picture
from pycocotools import mask as coco_mask

from roadeye.arrays import Gray
from roadeye.data.importers.cvat import run_lengths
from roadeye.data.importers.detect import read_labels
from roadeye.data.importers.paint import NOT_LABELLED, ROAD, Roles
from roadeye.data.importers.survey import Survey, choose_roles, survey
from roadeye.data.importers.write import painted_mask
from roadeye.errors import InputError
from roadeye.io.images import write_png


def masks(found: Survey, roles: Roles) -> dict[str, Gray]:
    return {one.key: painted_mask(one, roles)[1].mask for one in found.annotated}


@pytest.mark.parametrize(
    ("make", "format_", "road", "key"),
    [
        (label_folders.supervisely, "Supervisely", "road", "drive/a"),
        (label_folders.yolo, "YOLO segmentation", "road", "train/a"),
        (label_folders.roboflow, "Roboflow masks", "road", "valid/a_png.rf.0f3c"),
        (label_folders.bdd100k, "BDD100K", "direct", "100k/val/a"),
        (label_folders.bdd100k_before_2021, "BDD100K", "direct", "100k/val/a"),
        (label_folders.comma10k, "comma10k", "road", "0005_a"),
        (label_folders.mapillary, "Mapillary Vistas", "construction--flat--road", "validation/a"),
        (labelme, "labelme", "road", "a"),
    ],
)
def test_format(
    make: Callable[[Path], object], format_: str, road: str, key: str, tmp_path: Path
) -> None:
    make(tmp_path)
    labels = read_labels(tmp_path)
    found = survey(labels)
    assert labels.format == format_
    assert found.problems == []
    roles = choose_roles(found, [road], [], labels.not_labelled)
    mask = masks(found, roles)[key]
    assert np.array_equal(mask == ROAD, STREET)
    rest = NOT_LABELLED if format_ == "Mapillary Vistas" else 0
    assert (mask[~STREET] == rest).all()


def test_supervisely_holes(tmp_path: Path) -> None:
    label_folders.supervisely(tmp_path)
    found = masks(survey(read_labels(tmp_path)), Roles(frozenset({"car"})))
    assert np.array_equal(found["drive/b"] == ROAD, ~STREET)


BINARY = STREET.astype(np.uint8)


@pytest.mark.parametrize(
    ("values", "mode", "palette", "road"),
    [
        (BINARY, "L", None, "1"),
        (BINARY * 255, "L", None, "255"),
        (BINARY * 255, "1", None, "255"),
        (BINARY * 7, "L", [0, 0, 0] * 7 + [128, 64, 128], "7"),
        (colours((255, 0, 0), (0, 0, 0)), "RGB", None, "#ff0000"),
        (colours((9, 9, 9), (0, 0, 0)), "RGB", None, "9"),
        (BINARY * 255, "L", None, "road"),  # the only value beside 0
    ],
    ids=["0 and 1", "0 and 255", "one bit", "palette", "colours", "grey as RGB", "named road"],
)
def test_plain_masks(
    values: np.ndarray, mode: str, palette: list[int] | None, road: str, tmp_path: Path
) -> None:
    picture(tmp_path / "images" / "val" / "a.jpg")
    mask(tmp_path / "masks" / "val" / "a.png", values, mode, palette)
    labels = read_labels(tmp_path)
    found = survey(labels)
    assert (labels.format, found.problems) == ("plain masks", [])
    assert np.array_equal(masks(found, choose_roles(found, [road], []))["val/a"] == ROAD, STREET)


def test_lossy_masks_are_thresholded_and_their_ringing_is_counted(tmp_path: Path) -> None:
    street = np.zeros((64, 64), np.bool_)
    street[20:, 13:51] = True
    picture(tmp_path / "a.png", size=(64, 64))
    mask(tmp_path / "a_mask.jpg", street * 255)
    found = survey(read_labels(tmp_path))
    assert np.array_equal(masks(found, Roles(frozenset({"255"})))["a"] == ROAD, street)
    ((what, count),) = found.remarks.items()
    assert "between 0 and 255" in what
    assert 0 < count < street.size / 2


def test_masks_named_after_their_pictures_need_no_folder(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg")
    mask(tmp_path / "a_mask.png", BINARY)
    found = survey(read_labels(tmp_path))
    assert list(masks(found, Roles(frozenset({"1"})))) == ["a"]


def coco(root: Path, segmentation: object, size: tuple[int, int] = (HEIGHT, WIDTH)) -> Path:
    picture(root / "a.png")
    image = {"id": 1, "file_name": "a.png", "height": size[0], "width": size[1]}
    annotation = {"id": 1, "image_id": 1, "category_id": 1, "segmentation": segmentation}
    content = {
        "images": [image],
        "annotations": [annotation],
        "categories": [{"id": 1, "name": "road"}],
    }
    path = root / "_annotations.coco.json"
    path.write_text(json.dumps(content))
    return path


def test_coco_run_lengths_compressed_by_its_own_library(tmp_path: Path) -> None:
    runs = coco_mask.encode(np.asfortranarray(BINARY))
    counts = runs["counts"].decode()
    path = coco(tmp_path, {"counts": counts, "size": [HEIGHT, WIDTH]})
    for source in (tmp_path, path):
        found = survey(read_labels(source))
        assert np.array_equal(masks(found, Roles(frozenset({"road"})))["a"] == ROAD, STREET)


@pytest.mark.parametrize("given", ["folder", "file"])
def test_a_coco_file_is_read_once(
    given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = coco(tmp_path, [[0, 0, 4, 0, 4, 4]])
    opened: list[Path] = []
    own = Path.open

    def counting(of: Path, *rest: Any, **named: Any) -> Any:
        opened.append(of)
        return own(of, *rest, **named)

    monkeypatch.setattr(Path, "open", counting)
    found = survey(read_labels(path if given == "file" else tmp_path))
    assert found.classes["road"].areas == 1
    assert opened.count(path) == 1


def test_a_coco_file_of_other_records_is_told_and_hides_no_picture(tmp_path: Path) -> None:
    path = coco(tmp_path, [[0, 0, 4, 0, 4, 4]])
    path.write_text(path.read_text().replace('"file_name"', '"name"'))
    labels = read_labels(tmp_path)
    assert labels.format == "COCO"
    assert not labels.pictures
    assert "file_name" in labels.problems[0].what


@pytest.mark.parametrize(
    "runs", [{"counts": [1, 2], "size": [6, 8]}, {"counts": [1, 8], "size": [3, 3]}]
)
def test_broken_run_lengths_are_told(tmp_path: Path, runs: object) -> None:
    coco(tmp_path, runs)
    found = survey(read_labels(tmp_path))
    assert not found.annotated
    assert "run lengths" in found.problems[0].what


CVAT = """<?xml version="1.0"?><annotations><version>1.1</version><meta></meta>
<image id="0" name="a.jpg" width="{width}" height="{height}">{shapes}</image></annotations>"""


@pytest.mark.parametrize(
    ("orientation", "stored", "labelled", "ring", "expected"),
    [
        (6, (WIDTH, HEIGHT), (HEIGHT, WIDTH), RING, STREET),  # since CVAT 2.1: as it is seen
        # Before: as it is stored. EXIF 6 turns that a quarter clockwise.
        (6, (HEIGHT, WIDTH), (HEIGHT, WIDTH), RING, np.rot90(STREET, -1)),
        (3, (HEIGHT, WIDTH), (HEIGHT, WIDTH), RING, STREET),  # half a turn keeps the size
    ],
    ids=["as seen", "as stored", "upside down"],
)
def test_cvat_labels_the_picture_that_its_size_says(
    orientation: int,
    stored: tuple[int, int],
    labelled: tuple[int, int],
    ring: list[tuple[int, int]],
    expected: np.ndarray,
    tmp_path: Path,
) -> None:
    picture(tmp_path / "a.jpg", orientation, stored)
    points = ";".join(f"{x},{y}" for x, y in ring)
    polygon = f'<polygon label="road" points="{points}" z_order="0"></polygon>'
    text = CVAT.format(height=labelled[0], width=labelled[1], shapes=polygon)
    (tmp_path / "annotations.xml").write_text(text)
    (one,) = survey(read_labels(tmp_path)).annotated
    painted = painted_mask(one, Roles(frozenset({"road"})))[1]
    assert np.array_equal(painted.mask == ROAD, expected)


def test_cvat_draws_by_z_order(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg")
    whole = "0,0;8,0;8,6;0,6"
    shapes = (
        f'<polygon label="car" points="{";".join(f"{x},{y}" for x, y in RING)}" z_order="2"/>'
        f'<polygon label="road" points="{whole}" z_order="1"/>'
        '<box label="car" xtl="0" ytl="0" xbr="3" ybr="1" rotation="90.0" z_order="3"/>'
        '<ellipse label="car" cx="4" cy="1" rx="0.9" ry="0.9" z_order="3"/>'
        '<polyline label="lane" points="0,0;1,1" z_order="0"/>'
    )
    (tmp_path / "annotations.xml").write_text(CVAT.format(width=8, height=6, shapes=shapes))
    found = survey(read_labels(tmp_path))
    other = masks(found, Roles(frozenset({"road"})))["a"] == 0
    expected = STREET.copy()
    expected[0:2, 1] = (
        True  # the box of 3 × 1 around (1.5, 0.5) turned upright: x 1 to 2, y -1 to 2
    )
    expected[0:2, 3:5] = True  # the ellipse around (4, 1)
    assert found.remarks == {"polyline of lane, which has no area": 1}
    assert np.array_equal(other, expected)


@pytest.mark.parametrize("counts", [[3], [1, 2, 4], [-1, 7], []])
def test_run_lengths_of_another_size_are_refused(counts: list[int]) -> None:
    with pytest.raises(ValueError, match="runs of"):
        run_lengths(counts, (2, 3))


def test_masks_of_other_colours_are_not_comma10k(tmp_path: Path) -> None:
    picture(tmp_path / "imgs" / "a.png")
    mask(tmp_path / "masks" / "a.png", BINARY)
    labels = read_labels(tmp_path)
    assert labels.format == "plain masks"
    assert list(masks(survey(labels), Roles(frozenset({"1"})))) == ["a"]


def test_a_data_set_needs_no_import(tmp_path: Path) -> None:
    picture(tmp_path / "train" / "a.png")
    mask(tmp_path / "trainannot" / "a.png", BINARY)
    with pytest.raises(InputError, match=r"is a data set already \(camvid\)"):
        read_labels(tmp_path)


def test_unknown_folder(tmp_path: Path) -> None:
    write_png(tmp_path / "a.png", np.zeros((2, 2, 3), np.uint8))
    with pytest.raises(InputError, match=r"no known label format.* labelme: JSON files"):
        read_labels(tmp_path)
    with pytest.raises(InputError, match="does not exist"):
        read_labels(tmp_path / "none")
