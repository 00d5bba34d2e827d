"""Fewer bits in files of 16, turns of every kind of file, palettes as numbers."""

import io
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow

from roadeye.io.images import image_size, read_gray, read_image, read_unchanged

CASES = Path(__file__).parents[1] / "cases"


def sixteen_bits(value: int, suffix: str, channels: int = 1) -> bytes:
    """Return a picture of 0 and `value`."""
    values = np.array([[0, value]], np.uint16)
    if channels > 1:
        values = np.repeat(values[..., np.newaxis], channels, axis=2)
    return bytes(cv2.imencode(suffix, values)[1].tobytes())


@pytest.mark.parametrize("suffix", [".png", ".tif"])
@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize(
    ("value", "seen", "bits"),
    [
        (255, 255, 8),
        (256, 64, 10),
        (1023, 255, 10),
        (1024, 64, 12),
        (4095, 255, 12),
        (4096, 64, 14),
        (16383, 255, 14),
        (16384, 64, 16),
        (65535, 255, 16),
    ],
)
def test_fewer_bits_are_scaled_and_said(
    value: int, seen: int, bits: int, channels: int, suffix: str
) -> None:
    said: list[str] = []
    image = read_image(sixteen_bits(value, suffix, channels), name="a", warn=said.append)
    assert image.tolist() == [[[0, 0, 0], [seen, seen, seen]]]
    expected = f"a has 16 bits a channel, but no value above {value}: it was read as one of {bits}"
    assert said == ([] if bits == 16 else [f"{expected} bits."])


def test_black_stays_black_and_is_not_talked_about() -> None:
    said: list[str] = []
    assert not read_image(sixteen_bits(0, ".png"), warn=said.append).any()
    assert not said


def test_a_probability_map_of_sixteen_bits_is_not_scaled() -> None:
    assert read_gray(sixteen_bits(1023, ".png")).tolist() == [[0, 3]]


def test_twelve_bits_look_like_the_eight_they_were_made_of() -> None:
    path = CASES / "twelve_bits_in_16.png"
    stored = np.asarray(cv2.imread(str(path), cv2.IMREAD_UNCHANGED))[..., ::-1]
    assert (read_image(path) == stored // 16).all()
    assert read_image(path).max() == 228


def test_a_palette_of_class_numbers_is_read_as_numbers() -> None:
    path = CASES / "label_voc.png"
    assert np.unique(read_unchanged(path)).tolist() == [0, 1]
    assert read_unchanged(path).shape == (160, 320)
    assert (read_unchanged(path, palette_colours=True) == read_image(path)).all()
    assert np.unique(read_image(path).reshape(-1, 3), axis=0).tolist() == [[0, 0, 0], [128, 0, 0]]


# EXIF orientation → where a camera's stored picture [[1, 2, 3], [4, 5, 6]] must be seen.
TURNS = {
    1: [[1, 2, 3], [4, 5, 6]],
    2: [[3, 2, 1], [6, 5, 4]],  # mirrored left to right
    3: [[6, 5, 4], [3, 2, 1]],  # upside down
    4: [[4, 5, 6], [1, 2, 3]],  # mirrored top to bottom
    5: [[1, 4], [2, 5], [3, 6]],  # rows for columns
    6: [[4, 1], [5, 2], [6, 3]],  # a quarter clockwise
    7: [[6, 3], [5, 2], [4, 1]],  # rows for columns, both mirrored
    8: [[3, 6], [2, 5], [1, 4]],  # a quarter anticlockwise
}


def turned(stored: np.ndarray, kind: str, orientation: int) -> bytes:
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    file = io.BytesIO()
    options: dict[str, Any] = {"quality": 95} if kind == "AVIF" else {}
    Pillow.fromarray(stored).save(file, kind, exif=exif, **options)
    return file.getvalue()


@pytest.mark.parametrize(("orientation", "seen"), TURNS.items())
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_every_reader_turns(kind: str, orientation: int, seen: list[list[int]]) -> None:
    stored = np.array([[1, 2, 3], [4, 5, 6]], np.uint8).repeat(16, 0).repeat(16, 1) * 40
    content = turned(stored, kind, orientation)
    shape = (16 * len(seen), 16 * len(seen[0]))
    assert image_size(content) == shape
    for image in (read_image(content)[..., 0], read_gray(content)):
        assert image.shape == shape
        assert np.rint(image[8::16, 8::16] / 40).astype(int).tolist() == seen


@pytest.mark.parametrize(("orientation", "seen"), TURNS.items())
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_labels_turn_with_their_pictures(
    kind: str, orientation: int, seen: list[list[int]]
) -> None:
    stored = np.array([[1, 2, 3], [4, 5, 6]], np.uint8)
    assert read_unchanged(turned(stored, kind, orientation)).tolist() == seen


@pytest.mark.parametrize(("orientation", "seen"), TURNS.items())
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_turn(kind: str, orientation: int, seen: list[list[int]]) -> None:
    stored = np.array([[1, 2, 3], [4, 5, 6]], np.uint16)
    ten_bits = turned(stored * 160, kind, orientation)  # 6 · 160 = 960, of 1023
    all_bits = turned(stored * 40 * 256, kind, orientation)
    assert (read_image(ten_bits)[..., 0] // 40).tolist() == seen
    assert (read_image(all_bits)[..., 0] // 40).tolist() == seen
    assert image_size(ten_bits) == (len(seen), len(seen[0]))
