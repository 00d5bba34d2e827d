"""The head of a WebP file says what Pillow says of it, which takes memory first."""

import io
from typing import Any

import pytest
from PIL import Image as Pillow

from roadeye.io.webp import webp_frames, webp_size

SIZES = [(1, 1), (300, 7), (16_383, 2), (5, 16_383)]  # 16,383 is the most in a file


def webp(size: tuple[int, int], frames: int = 1, **options: Any) -> io.BytesIO:
    file = io.BytesIO()
    first, *others = (Pillow.new("RGB", size, (9 * index, 0, 0)) for index in range(frames))
    first.save(file, "WEBP", method=0, save_all=frames > 1, append_images=others, **options)
    file.seek(0)
    return file


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("options", [{}, {"lossless": True}, {"exif": b"Exif\0\0"}])
def test_the_size_of_all_three_kinds(size: tuple[int, int], options: dict[str, Any]) -> None:
    file = webp(size, **options)
    assert webp_size(file) == size
    assert file.tell() == 0
    assert webp_frames(file) == 0


def test_an_animation_tells_its_canvas_and_its_frames() -> None:
    file = webp((40, 30), frames=3)
    assert webp_size(file) == (40, 30)
    assert webp_frames(file) == 3


@pytest.mark.parametrize("length", range(30))
def test_a_head_that_was_cut_short_raises_nothing(length: int) -> None:
    webp_size(io.BytesIO(webp((40, 30)).getvalue()[:length]))
    webp_frames(io.BytesIO(webp((40, 30)).getvalue()[:length]))
