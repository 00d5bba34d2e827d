"""Pairs of pictures and masks that need no import: other folder names, other values."""

from pathlib import Path

import numpy as np
import pytest
from label_folders import STREET, mask, picture

from roadeye.data.check import plan_check
from roadeye.data.detect import open_dataset
from roadeye.errors import InputError

WHITE = STREET * 255


def test_masks_beside_their_pictures(tmp_path: Path) -> None:
    for name in ("a", "drive/b"):
        picture(tmp_path / f"{name}.jpg")
        mask(tmp_path / f"{name}_mask.png", WHITE)
    dataset = open_dataset(tmp_path)
    assert [(item.name, item.sequence) for item in dataset.items] == [
        ("a", ""),
        ("drive/b", "drive"),
    ]
    assert np.array_equal(dataset.items[0].read_label()[0], STREET)
    picture(tmp_path / "c.jpg")
    with pytest.raises(InputError, match=r"c.jpg is a picture without a label"):
        open_dataset(tmp_path)


def test_masks_in_labels(tmp_path: Path) -> None:
    picture(tmp_path / "images" / "val" / "a.jpg")
    mask(tmp_path / "labels" / "val" / "a.png", WHITE)
    dataset = open_dataset(tmp_path)
    assert [(item.name, item.split) for item in dataset.items] == [("val/a", "val")]
    assert dataset.left_out == ()


def test_text_files_in_labels_are_no_masks(tmp_path: Path) -> None:
    picture(tmp_path / "images" / "a.jpg")
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels" / "a.txt").write_text("0 0 0 1 0 1 1")
    with pytest.raises(InputError, match="looks like no known data set"):
        open_dataset(tmp_path)


def test_class_numbers_by_a_table(tmp_path: Path) -> None:
    picture(tmp_path / "images" / "a.jpg")
    numbers = np.where(STREET, 7, 3)
    numbers[0] = 255
    mask(tmp_path / "masks" / "a.png", numbers)
    (tmp_path / "dataset.toml").write_text(
        'labels = "road"\n[values]\nroad = [7, 9]\nignored = [255]\n'
    )
    dataset = open_dataset(tmp_path)
    road, valid = dataset.items[0].read_label()
    assert dataset.labels == "road"
    assert np.array_equal(road, STREET)
    assert not valid[0].any()
    assert valid[1:].all()


@pytest.mark.parametrize(
    "table", ["[values]\nroad = []", "[values]\nroad = [256]", "[values]\nrod = [1]", "values = 3"]
)
def test_wrong_tables_are_told(table: str, tmp_path: Path) -> None:
    picture(tmp_path / "images" / "a.jpg")
    mask(tmp_path / "masks" / "a.png", WHITE)
    (tmp_path / "dataset.toml").write_text(table)
    with pytest.raises(InputError, match=r"dataset.toml"):
        open_dataset(tmp_path)
    assert any(problem.file == "dataset.toml" for problem in plan_check(tmp_path).problems)
