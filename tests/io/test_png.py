"""The fast way to read PNG files: OpenCV's grey values, stored values, and nothing that is broken."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow

from roadeye.errors import InputError
from roadeye.io.images import read_gray, read_image, read_unchanged, write_png

SHAPE = (11, 17)


@pytest.mark.parametrize(
    ("dtype", "channels"),
    [(np.uint8, 1), (np.uint8, 3), (np.uint8, 4), (np.uint16, 1), (np.uint16, 3), (np.uint16, 4)],
)
def test_levels_are_those_of_opencv(tmp_path: Path, dtype: type, channels: int) -> None:
    random = np.random.default_rng(channels)
    shape = SHAPE if channels == 1 else (*SHAPE, channels)
    file = tmp_path / "map.png"
    cv2.imwrite(str(file), random.integers(0, np.iinfo(dtype).max + 1, shape, dtype))
    expected = cv2.imread(str(file), 0)
    assert (read_gray(file) == expected).all()


def test_of_sixteen_bits_the_upper_eight_are_read(tmp_path: Path) -> None:
    file = tmp_path / "map.png"
    cv2.imwrite(str(file), np.array([[40000, 255, 256, 65535]], np.uint16))
    assert read_gray(file).tolist() == [[156, 0, 1, 255]]  # 40000 = 156 * 256 + 64


@pytest.mark.parametrize("channels", [1, 3])
def test_labels_keep_their_values_as_rgb(tmp_path: Path, channels: int) -> None:
    random = np.random.default_rng(channels)
    values = random.integers(0, 256, SHAPE if channels == 1 else (*SHAPE, 3), np.uint8)
    file = tmp_path / "label.png"
    cv2.imwrite(str(file), values if channels == 1 else values[..., ::-1])
    assert (read_unchanged(file) == values).all()


@pytest.mark.parametrize("read", [read_gray, read_unchanged])
def test_a_file_without_its_end_is_named(tmp_path: Path, read: object) -> None:
    file = tmp_path / "map.png"
    cv2.imwrite(str(file), np.random.default_rng(0).integers(0, 256, SHAPE, np.uint8))
    whole = file.read_bytes()
    for kept in (0, 7, 20, len(whole) // 2):
        file.write_bytes(whole[:kept])
        with pytest.raises(InputError, match=r"map\.png"):
            read(file)  # type: ignore[operator]


def test_too_many_pixels_are_refused_before_decoding(tmp_path: Path) -> None:
    file = tmp_path / "map.png"
    cv2.imwrite(str(file), np.zeros(SHAPE, np.uint8))
    with pytest.raises(InputError, match="megapixels"):
        read_gray(file, max_pixels=100)


def test_a_flipped_bit_anywhere_in_the_data_is_named(tmp_path: Path) -> None:
    path = tmp_path / "label.png"
    random = np.random.default_rng(4)
    label = np.zeros((40, 90, 3), np.uint8)
    label[20:] = (255, 0, 255)
    write_png(path, label)
    whole = path.read_bytes()
    for place in random.integers(64, 8 * (len(whole) - 12), 200):
        damaged = bytearray(whole)
        damaged[place // 8] ^= 1 << place % 8
        path.write_bytes(damaged)
        for read in (read_image, read_gray, read_unchanged):
            with pytest.raises(InputError, match=r"label\.png"):
                read(path)


def test_a_broken_colour_profile_is_not_talked_about(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "label.png"
    label = np.arange(12, dtype=np.uint8).reshape(3, 4)
    Pillow.fromarray(label).save(path, icc_profile=b"not a profile")
    assert (read_unchanged(path) == label).all()
    assert capfd.readouterr().err == ""
