"""Files that the tools' own libraries wrote give the masks that were drawn.

`tests/cases/labels/make.py` made them; `made_by.json` there names the versions.
"""

from pathlib import Path

import numpy as np
import pytest
from pycocotools import mask as coco_mask

from roadeye.arrays import Gray, Mask
from roadeye.data.importers.detect import read_labels
from roadeye.data.importers.paint import NOT_LABELLED, ROAD, Roles
from roadeye.data.importers.survey import survey
from roadeye.data.importers.write import painted_mask
from roadeye.geometry.polygon_fill import fill_rings
from roadeye.io.images import read_image

CASES = Path(__file__).parents[2] / "cases" / "labels"
SIZE = 24, 40
STREET = [(12, 8), (28, 8), (40, 20), (40, 24), (0, 24), (0, 20)]
CAR = [(16, 12), (24, 12), (24, 18), (16, 18)]
ROLES = Roles(frozenset({"road"}), frozenset({"car"}))


def filled(*corners: tuple[int, int]) -> Mask:
    return fill_rings([np.array(corners, np.float64)], SIZE)


def by_coco(corners: list[tuple[int, int]]) -> Mask:
    flat = [float(value) for corner in corners for value in corner]
    found: Mask = coco_mask.decode(coco_mask.frPyObjects([flat], *SIZE))[..., 0] > 0
    return found


def mask_of(street: Mask, car: Mask) -> Gray:
    mask = np.where(street, np.uint8(ROAD), np.uint8(0))
    mask[car] = NOT_LABELLED
    return mask


def masks_in(root: Path, roles: Roles = ROLES) -> dict[str, Gray]:
    labels = read_labels(root)
    assert labels.problems == ()
    return {one.key: painted_mask(one, roles)[1].mask for one in survey(labels).annotated}


@pytest.mark.parametrize(
    ("folder", "format_", "expected"),
    [
        ("cvat", "CVAT for images 1.1", mask_of(filled(*STREET), filled(*CAR))),
        ("coco", "COCO", mask_of(filled(*STREET), filled(*CAR))),
        ("coco_rle", "COCO", mask_of(by_coco(STREET), by_coco(CAR))),
        ("cvat_masks", "CVAT for images 1.1", mask_of(by_coco(STREET), by_coco(CAR))),
        ("voc", "VOC masks", mask_of(by_coco(STREET), by_coco(CAR))),
    ],
)
def test_datumaro(folder: str, format_: str, expected: Gray) -> None:
    if folder == "cvat":  # a box of a car stands in the corner; COCO's says no area
        expected[1:4, 1:5] = NOT_LABELLED
    labels = read_labels(CASES / folder)
    assert labels.format == format_
    found = masks_in(CASES / folder)
    assert list(found) == ["a"]  # nobody labelled b
    assert np.array_equal(found["a"], expected)


def test_labelme_turns_pictures_before_they_are_labelled() -> None:
    found = masks_in(CASES / "labelme")
    expected = mask_of(filled(*STREET), filled(*CAR))
    upright = read_image(CASES / "labelme" / "plain.jpg").astype(int)
    for name in ("plain", "upside_down", "on_its_side"):
        assert np.array_equal(found[name], expected), name
        seen = read_image(CASES / "labelme" / f"{name}.jpg").astype(int)
        assert np.abs(seen - upright).max() < 40, name  # the same picture, but for JPEG


def test_labelme_shapes() -> None:
    found = masks_in(CASES / "labelme")["other_shapes"] == ROAD
    expected = filled((0, 20), (40, 20), (40, 24), (0, 24))
    expected[[3, 4], [2, 3]] = True  # the bitmap: the diagonal of 2 × 4 pixels at (2, 3)
    rows, columns = np.mgrid[:24, :40] + 0.5
    expected |= np.hypot(columns - 20, rows - 8) < 4
    assert np.array_equal(found, expected)


def test_own_rules_agree_with_cocos_but_for_edges() -> None:
    assert np.count_nonzero(by_coco(STREET) ^ filled(*STREET)) <= 12  # on the two slanted edges
    assert np.array_equal(by_coco(CAR), filled(*CAR))
