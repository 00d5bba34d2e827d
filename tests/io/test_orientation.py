"""All eight orientations of a display matrix, against pictures that were turned by hand."""

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numbered_video import numbered, write_numbered

from roadeye.arrays import Image
from roadeye.io.video import frames_of_video, video_facts

# (x, y) is shown at (a x + c y, b x + d y), y pointing down; what that makes of a picture.
EIGHT: dict[str, tuple[tuple[int, int, int, int], Callable[[Image], Any]]] = {
    "as stored": ((1, 0, 0, 1), lambda p: p),
    "quarter turn clockwise": ((0, 1, -1, 0), lambda p: np.rot90(p, -1)),
    "half turn": ((-1, 0, 0, -1), lambda p: np.rot90(p, 2)),
    "quarter turn anticlockwise": ((0, -1, 1, 0), np.rot90),
    "mirrored left to right": ((-1, 0, 0, 1), np.fliplr),
    "mirrored top to bottom": ((1, 0, 0, -1), np.flipud),
    "transposed": ((0, 1, 1, 0), lambda p: p.swapaxes(0, 1)),
    "transposed across": ((0, -1, -1, 0), lambda p: np.rot90(p, 2).swapaxes(0, 1)),
}


def set_display_matrix(path: Path, a: int, b: int, c: int, d: int) -> None:
    """Mark a MOV or MP4 file as a camera does."""
    content = bytearray(path.read_bytes())
    one = 1 << 16
    matrix = struct.pack(">9i", a * one, b * one, 0, c * one, d * one, 0, 0, 0, 1 << 30)
    place = content.index(b"tkhd") + 44
    content[place : place + len(matrix)] = matrix
    path.write_bytes(content)


@pytest.mark.parametrize("name", EIGHT)
@pytest.mark.parametrize("suffix", [".mov", ".mp4"])
def test_every_orientation(tmp_path: Path, name: str, suffix: str) -> None:
    matrix, turned = EIGHT[name]
    path = write_numbered(tmp_path / f"a{suffix}", "libx264", range(2), first=5)
    set_display_matrix(path, *matrix)
    expected = turned(numbered(5))
    (frame, _) = frames_of_video(path, pytest.fail)
    assert frame.image.shape == expected.shape
    assert frame.image.flags.c_contiguous
    assert ((frame.image > 127) == (expected > 127)).mean() > 0.97
    assert video_facts(path).size == expected.shape[:2]
