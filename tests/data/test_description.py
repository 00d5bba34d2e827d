"""`dataset.toml` tells what labels mean by road where the layout cannot."""

import os
from pathlib import Path

import numpy as np
import pytest
from checked import check

from roadeye.data.description import Description, read_description, write_description
from roadeye.data.detect import open_dataset
from roadeye.errors import InputError
from roadeye.io.images import write_png
from roadeye.scenes.write import write_dataset


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    write_png(tmp_path / "images" / "a.png", np.zeros((4, 6, 3), np.uint8))
    write_png(tmp_path / "masks" / "a.png", np.zeros((4, 6), np.uint8))
    return tmp_path


@pytest.mark.parametrize("labels", ["road", "drivable", ""])
def test_what_is_written_is_read(pairs: Path, labels: str) -> None:
    assert open_dataset(pairs).labels == "", "the layout cannot tell"
    write_description(pairs, Description(labels=labels))  # type: ignore[arg-type]
    assert open_dataset(pairs).labels == labels


def test_the_check_reads_it_too(pairs: Path) -> None:
    assert not check(pairs).problems
    (pairs / "dataset.toml").write_text('labels = "most"', encoding="utf-8")
    assert [problem.file for problem in check(pairs).problems] == ["dataset.toml"]


def test_drawn_scenes_mean_all_road_in_kittis_layout(tmp_path: Path) -> None:
    write_dataset(tmp_path, 1, 0, (32, 64))
    assert open_dataset(tmp_path).labels == "road"
    (tmp_path / "dataset.toml").unlink()
    assert open_dataset(tmp_path).labels == "drivable"


@pytest.mark.parametrize(
    "text",
    [
        b'labels = "most"',
        b"labels",
        b'means = "road"',
        b"\x00",
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "dataset.toml").write_bytes(text)
    with pytest.raises(InputError, match=r'dataset\.toml: .* expected .* labels = "road"'):
        read_description(tmp_path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"a = " + b"[" * 20_000, "is nested too deeply"),
        (b"a = " + b"9" * 5_000, "holds a number too long to read"),
        ('labels = "road"'.encode("utf-16"), "is text in UTF-16; save it as UTF-8"),
        (b"#" * 1_000_001, "has 1,000,001 bytes; at most 1,000,000 are expected"),
        (b'"' + b"k" * 10_000 + b'" = 1', "expected a line"),
    ],
)
def test_what_cannot_be_toml_is_one_short_line(tmp_path: Path, text: bytes, told: str) -> None:
    (tmp_path / "dataset.toml").write_bytes(text)
    with pytest.raises(InputError, match=told) as refused:
        read_description(tmp_path)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 400 + len(str(tmp_path))


def test_a_byte_order_mark_of_utf_8_is_read_over(tmp_path: Path) -> None:
    (tmp_path / "dataset.toml").write_bytes(b'\xef\xbb\xbflabels = "road"')
    assert read_description(tmp_path).labels == "road"


def test_what_is_no_regular_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "dataset.toml")
    with pytest.raises(InputError, match="is a pipe; give a regular file"):
        read_description(tmp_path)


def test_a_sparse_file_of_30_gb_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "dataset.toml").open("wb") as file:
        file.truncate(30_000_000_000)
    with pytest.raises(InputError, match="has 30,000,000,000 bytes"):
        read_description(tmp_path)


def test_the_former_name_of_the_key_is_told_its_new_one(tmp_path: Path) -> None:
    (tmp_path / "dataset.toml").write_text('meaning = "all"')
    with pytest.raises(InputError, match="the former name of a key; write labels ="):
        read_description(tmp_path)
