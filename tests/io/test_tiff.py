"""TIFF files of unusual samples: floats are read where their brightness is known."""

import struct
from pathlib import Path

import numpy as np
import pytest

from roadeye.errors import InputError
from roadeye.io.images import image_size, read_gray, read_image, read_unchanged

CASES = Path(__file__).parents[1] / "cases"


def tiff(values: np.ndarray, kind: int, orientation: int = 1) -> bytes:
    """Return an uncompressed TIFF; `kind` 1 is unsigned, 2 signed, 3 float."""
    height, width = values.shape[:2]
    channels = 1 if values.ndim == 2 else values.shape[2]
    data = values.tobytes()
    beside = struct.pack(f"<{2 * channels}H", *[8 * values.itemsize] * channels, *[kind] * channels)
    start, one = 8 + len(data), channels == 1
    tags = [
        (256, 4, 1, width),
        (257, 4, 1, height),
        (258, 3, channels, 8 * values.itemsize if one else start),
        (259, 3, 1, 1),
        (262, 3, 1, 2 if channels >= 3 else 1),
        (273, 4, 1, 8),
        (274, 3, 1, orientation),
        (277, 3, 1, channels),
        (278, 4, 1, height),
        (279, 4, 1, len(data)),
        (339, 3, channels, kind if one else start + 2 * channels),
    ]
    entries = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    directory = struct.pack("<H", len(tags)) + entries + bytes(4)
    return b"II*\0" + struct.pack("<I", start + len(beside)) + data + beside + directory


def test_the_drawn_scene_in_floats() -> None:
    path = CASES / "float01.tif"
    content = path.read_bytes()
    # Its four strips of 10, 10, 10 and 2 rows stand where its header says.
    strips = [content[at : at + size] for at, size in ((8, 7680), (7688, 7680), (15368, 7680))]
    strips.append(content[23048 : 23048 + 1536])
    stored = np.frombuffer(b"".join(strips), "<f4").reshape(32, 64, 3)
    assert (read_image(path) == np.rint(255 * stored)).all()
    assert image_size(path) == (32, 64)


@pytest.mark.parametrize("shape", [(2, 3), (2, 3, 3)])
def test_floats_from_0_to_1(shape: tuple[int, ...]) -> None:
    values = np.linspace(0, 1, int(np.prod(shape)), dtype=np.float32).reshape(shape)
    expected = np.rint(255 * values)
    image = read_image(tiff(values, 3))
    assert (image == (expected if len(shape) == 3 else expected[..., np.newaxis])).all()


@pytest.mark.parametrize(
    ("orientation", "seen"),
    [(1, [[0, 51], [102, 255]]), (3, [[255, 102], [51, 0]]), (6, [[102, 0], [255, 51]])],
)
def test_floats_turn(orientation: int, seen: list[list[int]]) -> None:
    values = np.array([[0, 0.2], [0.4, 1]], np.float32)
    assert read_gray(tiff(values, 3, orientation)).tolist() == seen


@pytest.mark.parametrize(
    ("values", "kind", "words"),
    [
        (np.array([[0, 255.0]], np.float32), 3, "floats from 0 to 255; only floats from 0 to 1"),
        (np.array([[0, np.nan]], np.float32), 3, "floats from nan to nan"),
        (np.zeros((2, 3), np.float64), 3, "64-bit floats, 1 for each pixel"),
        (np.zeros((2, 3, 8), np.uint8), 1, "8-bit unsigned integers, 8 for each pixel"),
        (np.zeros((2, 3), np.uint32), 1, "32-bit unsigned integers, 1 for each pixel"),
        (np.zeros((2, 3), np.int16), 2, "16-bit signed integers, 1 for each pixel"),
    ],
)
def test_the_true_cause_is_said(values: np.ndarray, kind: int, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        read_image(tiff(values, kind), name="a.tif")
    assert caught.value.code == "sample-format"
    assert "damaged" not in str(caught.value)


def test_labels_of_floats_are_refused() -> None:
    with pytest.raises(InputError, match="more than 8 bits"):
        read_unchanged(tiff(np.zeros((2, 3), np.float32), 3))


def test_the_limit_is_asked_before_floats_are_decoded() -> None:
    with pytest.raises(InputError, match="3×2 pixels"):
        read_image(tiff(np.zeros((2, 3), np.float32), 3), max_pixels=5)


@pytest.mark.parametrize("kept", [4, 8, 20, 60, 100])
def test_a_tiff_cut_short(kept: int) -> None:
    content = tiff(np.zeros((2, 3, 3), np.float32), 3)
    with pytest.raises(InputError, match="the file"):
        read_image(content[:kept])
