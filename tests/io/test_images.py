"""Reading and writing pictures: every kind to the same RGB, every broken one an error."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow

from roadeye.arrays import Image
from roadeye.errors import InputError, OutputError
from roadeye.io.images import (
    encode_jpeg,
    encode_png,
    image_size,
    read_gray,
    read_image,
    read_unchanged,
    write_jpeg,
    write_png,
)


@pytest.fixture
def blocks() -> Image:
    """A picture of 4×4 blocks, so that lossy formats keep its look and files have some length."""
    colours = np.random.default_rng(0).integers(0, 256, (12, 17, 3), np.uint8)
    return colours.repeat(4, axis=0).repeat(4, axis=1)


@pytest.mark.parametrize("suffix", [".png", ".bmp", ".tif", ".webp"])
def test_lossless_formats_come_back_exactly(tmp_path: Path, blocks: Image, suffix: str) -> None:
    path = tmp_path / f"straße im märz{suffix}"
    options: dict[str, Any] = {"lossless": True} if suffix == ".webp" else {}
    Pillow.fromarray(blocks).save(path, **options)
    assert (read_image(path) == blocks).all()


def test_jpeg_comes_back_nearly(tmp_path: Path) -> None:
    smooth = np.full((40, 60, 3), (200, 90, 10), np.uint8)
    write_jpeg(tmp_path / "a.jpg", smooth)
    assert np.abs(read_image(tmp_path / "a.jpg").astype(int) - smooth).max() <= 4


@pytest.mark.parametrize(
    ("mode", "pixel", "expected"),
    [
        ("1", 1, (255, 255, 255)),
        ("L", 77, (77, 77, 77)),
        ("LA", (77, 10), (77, 77, 77)),
        ("RGBA", (1, 2, 3, 40), (1, 2, 3)),
        ("I;16", 0x9234, (0x92, 0x92, 0x92)),
    ],
)
def test_other_kinds_become_rgb(
    tmp_path: Path, mode: str, pixel: int | tuple[int, ...], expected: tuple[int, int, int]
) -> None:
    path = tmp_path / "a.png"
    Pillow.new(mode, (3, 2), pixel).save(path)
    image = read_image(path)
    assert image.shape == (2, 3, 3)
    assert image.dtype == np.uint8
    assert (image == expected).all()


@pytest.mark.parametrize("transparency", [None, 0, b"\x00\x80"])
def test_a_palette_becomes_its_colours(tmp_path: Path, transparency: int | bytes | None) -> None:
    picture = Pillow.fromarray(np.array([[0, 1]], np.uint8)).convert("P")
    picture.putpalette([10, 20, 30, 40, 50, 60])
    options: dict[str, Any] = {} if transparency is None else {"transparency": transparency}
    picture.save(tmp_path / "a.png", **options)
    assert read_image(tmp_path / "a.png").tolist() == [[[10, 20, 30], [40, 50, 60]]]


def _png(width: int, height: int, depth: int, colour: int, rows: bytes) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_sixteen_bits_keep_their_upper_byte(tmp_path: Path, channels: int) -> None:
    colour = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    pixel = b"\x92\xff\x34\xff\x56\xff\x78\xff"[: 2 * channels]
    (tmp_path / "a.png").write_bytes(_png(1, 1, 16, colour, b"\0" + pixel))
    expected = [0x92, 0x34, 0x56] if channels > 2 else [0x92, 0x92, 0x92]
    assert read_image(tmp_path / "a.png").tolist() == [[expected]]


@pytest.mark.parametrize("shape", [(1, 1), (1, 301), (301, 1), (3, 5)])
def test_any_size(tmp_path: Path, shape: tuple[int, int]) -> None:
    image = np.full((*shape, 3), 9, np.uint8)
    write_png(tmp_path / "a.png", image)
    write_jpeg(tmp_path / "a.jpg", image)
    assert read_image(tmp_path / "a.png").shape == (*shape, 3)
    assert read_image(tmp_path / "a.jpg").shape == (*shape, 3)


SAVED: list[tuple[str, dict[str, Any]]] = [
    (".jpg", {}),
    (".jpg", {"progressive": True}),
    (".png", {}),
    (".webp", {}),
    (".webp", {"lossless": True}),
    (".bmp", {}),
]


@pytest.mark.parametrize(("suffix", "options"), SAVED)
@pytest.mark.parametrize("part", [0.02, 0.3, 0.6, 0.9, 0.99])
@pytest.mark.parametrize("read", [read_image, read_gray, read_unchanged])
def test_a_file_cut_short_is_an_error_that_names_it(
    tmp_path: Path,
    blocks: Image,
    suffix: str,
    options: dict[str, Any],
    part: float,
    read: Callable[[Path], np.ndarray],
) -> None:
    path = tmp_path / f"cut{suffix}"
    Pillow.fromarray(blocks).save(path, **options)
    content = path.read_bytes()
    path.write_bytes(content[: int(part * len(content))])
    with pytest.raises(InputError, match=f"cut{suffix}"):
        read(path)


@pytest.mark.parametrize("read", [read_image, read_gray, read_unchanged])
def test_a_changed_byte_in_a_png_is_an_error(
    tmp_path: Path, blocks: Image, read: Callable[[Path], np.ndarray]
) -> None:
    path = tmp_path / "flip.png"
    write_png(path, blocks)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"flip\.png"):
        read(path)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("text.jpg", b"not a picture at all\n", "text.jpg is not a picture"),
        ("zero.png", b"", "zero.png is empty"),
        ("huge.png", _png(50_000, 50_000, 8, 2, b""), "2500 megapixels.*make it smaller"),
        (
            "huge.bmp",
            b"BM"
            + struct.pack("<IHHIIiiHHIIIIII", 54, 0, 0, 54, 40, 50_000, 50_000, 1, 24, *[0] * 6),
            "2500 megapixels",
        ),
        (
            "huge.jpg",
            b"\xff\xd8\xff\xc0\x00\x11\x08"
            + struct.pack(">HH", 50_000, 50_000)
            + b"\x03\x01\x11\x00\x02\x11\x00\x03\x11\x00\xff\xda\x00\x0c"
            + bytes(64),
            "2500 megapixels",
        ),
    ],
)
def test_bad_files_are_one_clear_line(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=words) as caught:
        read_image(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_the_limit_is_the_callers(tmp_path: Path) -> None:
    write_png(tmp_path / "a.png", np.zeros((10, 10, 3), np.uint8))
    assert read_image(tmp_path / "a.png", max_pixels=100).shape == (10, 10, 3)
    with pytest.raises(InputError, match="10×10"):
        read_image(tmp_path / "a.png", max_pixels=99)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        read_image(tmp_path / "none.jpg")
    with pytest.raises(InputError, match="directory"):
        read_image(tmp_path)


def test_labels_are_read_as_stored(tmp_path: Path) -> None:
    grey = np.array([[0, 128, 255]], np.uint8)
    colour = np.array([[[255, 0, 255], [255, 0, 0], [0, 0, 0]]], np.uint8)
    write_png(tmp_path / "grey.png", grey)
    write_png(tmp_path / "colour.png", colour)
    assert read_unchanged(tmp_path / "grey.png").tolist() == grey.tolist()
    assert read_unchanged(tmp_path / "colour.png").tolist() == colour.tolist()


def test_labels_of_sixteen_bits_are_refused(tmp_path: Path) -> None:
    Pillow.new("I;16", (3, 2), 3).save(tmp_path / "deep.png")
    with pytest.raises(InputError, match=r"deep\.png holds more than 8 bits"):
        read_unchanged(tmp_path / "deep.png")


def test_colour_labels_of_sixteen_bits_are_refused(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "deep.png"), np.zeros((3, 2, 3), np.uint16))
    with pytest.raises(InputError, match=r"deep\.png holds more than 8 bits"):
        read_unchanged(tmp_path / "deep.png")


def test_damaged_exif_is_one_clear_line_or_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    exif = Pillow.Exif()
    exif[0x0112], exif[0x010E], exif[0x0110] = 6, "a street", "a camera"
    exif.get_ifd(0x8769)[0x829A] = (1, 60)
    Pillow.new("RGB", (9, 7)).save(path, exif=exif)
    whole = path.read_bytes()
    start = whole.index(b"Exif")
    refused = 0
    for seed in range(600):
        random = np.random.default_rng(seed)
        damaged = bytearray(whole)
        for place in random.integers(start + 6, start + 120, 3):
            damaged[place] = random.integers(256)
        path.write_bytes(damaged)
        try:
            read_image(path)
        except InputError:
            refused += 1
    assert refused


def test_levels_of_grey_and_colour(tmp_path: Path) -> None:
    write_png(tmp_path / "grey.png", np.array([[0, 7, 255]], np.uint8))
    write_png(tmp_path / "red.png", np.array([[[255, 0, 0]]], np.uint8))
    assert read_gray(tmp_path / "grey.png").tolist() == [[0, 7, 255]]
    assert read_gray(tmp_path / "red.png").tolist() == [[76]]  # 0.299 · 255 = 76.2


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    image = np.zeros((2, 2, 3), np.uint8)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="cannot write"):
        write_png(tmp_path / "file" / "a.png", image)
    with pytest.raises(InputError, match="which ends at 65,500"):
        write_jpeg(tmp_path / "a.jpg", np.zeros((1, 65_501, 3), np.uint8))
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".bmp", ".tif", ".avif"])
def test_content_is_read_as_its_file_is(tmp_path: Path, blocks: Image, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    Pillow.fromarray(blocks).save(path)
    content = path.read_bytes()
    assert (read_image(content) == read_image(path)).all()
    assert (read_gray(content) == read_gray(path)).all()
    assert image_size(content) == image_size(path) == blocks.shape[:2]


@pytest.mark.parametrize("read", [read_image, read_gray, read_unchanged, image_size])
def test_content_is_called_by_the_name_it_was_given(read: Callable[..., object]) -> None:
    with pytest.raises(InputError, match=r"^upload-7 is not a picture"):
        read(b"no picture", name="upload-7")
    with pytest.raises(InputError, match=r"^the file is empty"):
        read(b"")


def test_what_is_encoded_is_what_is_written(tmp_path: Path, blocks: Image) -> None:
    write_png(tmp_path / "a.png", blocks)
    write_jpeg(tmp_path / "a.jpg", blocks, quality=80)
    assert encode_png(blocks) == (tmp_path / "a.png").read_bytes()
    assert encode_jpeg(blocks, quality=80) == (tmp_path / "a.jpg").read_bytes()
    assert (read_image(encode_png(blocks)) == blocks).all()
