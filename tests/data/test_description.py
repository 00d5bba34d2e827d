"""`dataset.toml` tells what labels mean by road where the layout cannot."""

from pathlib import Path

import numpy as np
import pytest

from roadeye.data.check import check
from roadeye.data.description import Description, read_description, write_description
from roadeye.data.detect import open_dataset
from roadeye.errors import InputError
from roadeye.io.image import write_png
from roadeye.scenes.write import write_dataset


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    write_png(tmp_path / "images" / "a.png", np.zeros((4, 6, 3), np.uint8))
    write_png(tmp_path / "masks" / "a.png", np.zeros((4, 6), np.uint8))
    return tmp_path


@pytest.mark.parametrize("meaning", ["all", "reachable", ""])
def test_what_is_written_is_read(pairs: Path, meaning: str) -> None:
    assert open_dataset(pairs).meaning == "", "the layout cannot tell"
    write_description(pairs, Description(meaning=meaning))  # type: ignore[arg-type]
    assert open_dataset(pairs).meaning == meaning


def test_the_check_reads_it_too(pairs: Path) -> None:
    assert not check(pairs).faults
    (pairs / "dataset.toml").write_text('meaning = "most"', encoding="utf-8")
    assert [fault.file for fault in check(pairs).faults] == ["dataset.toml"]


def test_drawn_scenes_mean_all_road_in_kittis_layout(tmp_path: Path) -> None:
    write_dataset(tmp_path, 1, 0, (32, 64))
    assert open_dataset(tmp_path).meaning == "all"
    (tmp_path / "dataset.toml").unlink()
    assert open_dataset(tmp_path).meaning == "reachable"


@pytest.mark.parametrize(
    "text",
    [
        b'meaning = "most"',
        b"meaning",
        b'means = "all"',
        b"\x00",
        'meaning = "all"'.encode("utf-16"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "dataset.toml").write_bytes(text)
    with pytest.raises(InputError, match=r'dataset\.toml: .* expected .* meaning = "all"'):
        read_description(tmp_path)
