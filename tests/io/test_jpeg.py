"""OpenCV decodes a JPEG to Pillow's pixels, and leaves to Pillow what is not whole."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow

from roadeye.errors import InputError
from roadeye.io.images import read_image
from roadeye.io.jpeg import jpeg_rgb

LIMIT = 10**8
SIZES = [(1, 1), (9, 7), (53, 37), (300, 64)]
KINDS: list[dict[str, Any]] = [
    {},
    {"progressive": True},
    {"optimize": True},
    {"restart_marker_rows": 1},
]


def picture(size: tuple[int, int] = (53, 37)) -> Pillow.Image:
    """Draw smooth colours with some noise, in which chroma is resampled everywhere."""
    random = np.random.default_rng(0)
    coarse = Pillow.fromarray(random.integers(0, 256, (6, 8, 3), np.uint8)).resize(size)
    noise = random.integers(-20, 20, (size[1], size[0], 3))
    return Pillow.fromarray((np.asarray(coarse) + noise).clip(0, 255).astype(np.uint8))


def jpeg(image: Pillow.Image, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", **options)
    return file.getvalue()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("quality", [5, 75, 93, 100])
@pytest.mark.parametrize("subsampling", [0, 1, 2])
@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_pixels_are_pillows(
    size: tuple[int, int], quality: int, subsampling: int, kind: dict[str, Any]
) -> None:
    content = jpeg(picture(size), quality=quality, subsampling=subsampling, **kind)
    found = jpeg_rgb(content, LIMIT, "a.jpg")
    assert found is not None
    np.testing.assert_array_equal(found, np.asarray(Pillow.open(io.BytesIO(content))))


def test_pixels_of_a_jpeg_in_rgb_are_pillows() -> None:
    content = jpeg(picture(), quality=90, keep_rgb=True)
    found = jpeg_rgb(content, LIMIT, "a.jpg")
    np.testing.assert_array_equal(found, np.asarray(Pillow.open(io.BytesIO(content))))


@pytest.mark.real
def test_pixels_of_real_pictures_are_pillows(real_data: Path) -> None:
    paths = sorted((real_data / "kitti-road" / "training" / "image_2").glob("*.jpg"))[::40]
    paths += sorted((real_data / "camvid" / "val").glob("*.jpg"))[::40]
    for path in paths:
        np.testing.assert_array_equal(read_image(path), np.asarray(Pillow.open(path)))


@pytest.mark.parametrize("cut", [1, 2, 3, 50, 400])
def test_a_file_that_was_cut_short_is_refused_as_by_pillow(cut: int) -> None:
    content = jpeg(picture())[:-cut]
    assert jpeg_rgb(content, LIMIT, "a.jpg") is None
    with pytest.raises(InputError, match=r"a\.jpg is damaged or was cut short"):
        read_image(content, name="a.jpg")


def test_an_end_in_the_middle_is_left_to_pillow() -> None:
    content = bytearray(jpeg(picture(), quality=100))
    middle = (content.index(b"\xff\xda") + len(content)) // 2
    content[middle : middle + 2] = b"\xff\xd9"
    assert jpeg_rgb(bytes(content), LIMIT, "a.jpg") is None


def test_the_end_of_a_preview_is_not_the_end() -> None:
    exif = Pillow.Exif()
    exif[0x010E] = jpeg(picture((8, 8)))  # a whole JPEG in the header
    content = jpeg(picture(), exif=exif.tobytes())
    assert content.count(b"\xff\xd9") == 2
    assert jpeg_rgb(content, LIMIT, "a.jpg") is not None
    inside = content[: content.index(b"\xff\xd9") + 2]  # cut at the preview's own end
    with pytest.raises(InputError):
        read_image(inside)


@pytest.mark.parametrize("after", [b"\0", b"more", jpeg(picture((8, 8)))])
def test_what_follows_the_end_is_left_to_pillow(after: bytes) -> None:
    content = jpeg(picture())
    assert jpeg_rgb(content + after, LIMIT, "a.jpg") is None
    np.testing.assert_array_equal(read_image(content + after), read_image(content))


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_other_channels_are_left_to_pillow(mode: str) -> None:
    content = jpeg(picture().convert(mode))
    assert jpeg_rgb(content, LIMIT, "a.jpg") is None
    assert read_image(content).shape == (37, 53, 3)


def test_what_is_no_jpeg_is_left() -> None:
    file = io.BytesIO()
    picture().save(file, "PNG")
    for content in (b"", b"\xff", file.getvalue()):
        assert jpeg_rgb(content, LIMIT, "a") is None
