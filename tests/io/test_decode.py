"""Limits before decoding, memory while decoding, and a cause for whatever a decoder raises."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import JpegImagePlugin

from roadeye.errors import InputError
from roadeye.io.decode import decode, is_picture
from roadeye.io.images import encode_png, image_size, read_gray, read_image, read_unchanged

READERS = [read_image, read_gray, read_unchanged]


def picture(kind: str, size: tuple[int, int] = (9, 7), **options: Any) -> bytes:
    file = io.BytesIO()
    Pillow.new("RGB", size, (10, 20, 30)).save(file, kind, **options)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "TIFF", "AVIF"])
@pytest.mark.parametrize("read", [*READERS, image_size])
def test_one_limit_for_all_formats(kind: str, read: Callable[..., object]) -> None:
    content = picture(kind, (100, 70))
    read(content, max_pixels=7000)
    with pytest.raises(InputError, match="100×70 pixels") as caught:
        read(content, max_pixels=6999)
    assert caught.value.code == "too-many-pixels"


@pytest.mark.parametrize("kind", ["PNG", "BMP"])
@pytest.mark.parametrize("read", [*READERS, image_size])
def test_a_side_that_no_decoder_reads(kind: str, read: Callable[..., object]) -> None:
    content = picture(kind, (1_000_001, 1))
    with pytest.raises(InputError, match=r"1,000,001×1 pixels; no decoder here reads a side"):
        read(content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "TIFF", "AVIF"])
@pytest.mark.parametrize("read", [*READERS, image_size])
def test_a_sparse_tail_is_not_read(tmp_path: Path, kind: str, read: Callable[..., object]) -> None:
    path = tmp_path / "sparse.jpg"
    path.write_bytes(picture(kind))
    os.truncate(path, 30_000_000_000)
    with pytest.raises(InputError, match=r"sparse\.jpg has 30,000,000,000 bytes") as caught:
        read(path)
    assert caught.value.code == "file-too-large"


@pytest.mark.parametrize("read", [*READERS, image_size])
def test_a_pipe_is_refused_and_does_not_hang(tmp_path: Path, read: Callable[..., object]) -> None:
    os.mkfifo(tmp_path / "x.jpg")
    with pytest.raises(InputError, match=r"x\.jpg is a pipe"):
        read(tmp_path / "x.jpg")
    assert not is_picture(tmp_path / "x.jpg")


@pytest.mark.parametrize(
    "error",
    [
        RecursionError("maximum recursion depth exceeded"),
        Pillow.DecompressionBombError("too large"),
        AssertionError(),
        ZeroDivisionError("division by zero"),
        KeyError("ImageWidth"),
        UnicodeDecodeError("utf-8", b"", 0, 1, "bad"),
    ],
)
def test_whatever_a_decoder_raises_is_about_its_picture(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def load(_: object) -> None:
        raise error

    monkeypatch.setattr(JpegImagePlugin.JpegImageFile, "load", load)
    words = str(error) or type(error).__name__
    with pytest.raises(InputError) as caught:
        decode(picture("JPEG"), name="a.jpg")
    assert str(caught.value).startswith("a.jpg is damaged or was cut short (")
    assert words in str(caught.value)


def test_out_of_memory_is_no_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(JpegImagePlugin.JpegImageFile, "load", load)
    with pytest.raises(InputError, match=r"out of memory while reading a\.jpg") as caught:
        decode(picture("JPEG"), name="a.jpg")
    assert caught.value.code == "out-of-memory"


def test_only_the_first_of_several_pictures_is_read_and_that_is_said() -> None:
    for kind in ("TIFF", "WEBP", "PNG", "AVIF"):
        said: list[str] = []
        more = [Pillow.new("RGB", (9, 7))]
        content = picture(kind, save_all=True, append_images=more)
        image = read_image(content, name="a", warn=said.append)
        assert np.abs(image.astype(int) - (10, 20, 30)).max() <= 8
        assert said == ["a holds more than one picture; the first is read."]
        assert read_image(picture(kind), warn=pytest.fail).shape == (7, 9, 3)


def test_avif_is_read_and_heic_is_said(tmp_path: Path) -> None:
    assert np.abs(read_image(picture("AVIF")).astype(int) - (10, 20, 30)).max() <= 8
    for brand in (b"heic", b"mif1"):
        start = b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1heic"
        with pytest.raises(InputError, match=r"is a HEIC picture.*convert it to JPEG"):
            read_image(start + bytes(99))
        (tmp_path / "a.heic").write_bytes(start)
        assert is_picture(tmp_path / "a.heic")
    assert not is_picture(b"\0\0\0\x18ftypisom\0\0\0\0isommp42")


def test_a_pillow_without_avif_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    content = picture("AVIF")
    monkeypatch.setitem(sys.modules, "PIL.AvifImagePlugin", None)  # as where there is none
    with pytest.raises(InputError, match=r"a is an AVIF picture.*install Pillow") as caught:
        read_image(content, name="a")
    assert caught.value.code == "avif"


PEAK = """
import io, resource, sys
import numpy as np
from PIL import Image as Pillow
from roadeye.io.images import read_image

def peak():
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

size = (4000, 3000)
read_image(open(sys.argv[1] + "/small", "rb").read())
before = peak()
for name in sys.argv[2:]:
    with open(sys.argv[1] + "/" + name, "rb") as file:
        read_image(file.read())
    print((peak() - before) / (size[0] * size[1]), flush=True)
"""


@pytest.mark.slow
def test_memory_is_a_stated_multiple_of_the_pixels(tmp_path: Path) -> None:
    # The peak of a process never falls, so the pictures come in the order of their limits.
    exif = Pillow.Exif()
    exif[0x0112] = 6
    (tmp_path / "small").write_bytes(picture("PNG"))
    kinds: dict[str, tuple[str, int, dict[str, Any]]] = {
        "plain.png": ("PNG", 8, {}),
        "plain.jpg": ("JPEG", 8, {}),
        "turned.png": ("PNG", 11, {"exif": exif}),
        "plain.webp": ("WEBP", 17, {"lossless": True, "quality": 0, "method": 0}),
    }
    for name, (kind, _, options) in kinds.items():
        (tmp_path / name).write_bytes(picture(kind, (4000, 3000), **options))
    command = [sys.executable, "-c", PEAK, str(tmp_path), *kinds]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    for line, (_, limit, _) in zip(done.stdout.split(), kinds.values(), strict=True):
        assert float(line) < limit


STARVED = """
import resource, sys
from pathlib import Path
from roadeye.errors import InputError
from roadeye.io.images import read_image

path = Path(sys.argv[1])
used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 40_000_000, -1))
try:
    read_image(path)
except InputError as error:
    print(error.code)
"""


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "TIFF", "AVIF"])
def test_a_picture_that_does_not_fit_into_memory(tmp_path: Path, kind: str) -> None:
    (tmp_path / "a").write_bytes(picture(kind, (5000, 4000)))
    command = [sys.executable, "-c", STARVED, str(tmp_path / "a")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("out-of-memory\n", "")


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("part", ["IHDR", "IDAT", "IEND"])
def test_a_png_without_its_end_or_with_a_wrong_check_sum(
    part: str, read: Callable[..., object]
) -> None:
    content = bytearray(encode_png(np.full((30, 40, 3), 7, np.uint8)))
    place = content.index(part.encode())
    if part == "IEND":
        del content[place - 4 :]
    else:
        content[place + 5] ^= 1
    with pytest.raises(InputError, match="damaged or was cut short"):
        read(bytes(content))
