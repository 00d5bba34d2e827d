"""TIFF files of samples that Pillow has no mode for: read where they can be, or the true cause."""

from dataclasses import dataclass

import cv2
import numpy as np
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from roadeye.arrays import Image
from roadeye.errors import InputError
from roadeye.io.faults import named
from roadeye.io.regular import Stream

_WIDTH, _HEIGHT, _BITS, _ORIENTATION, _CHANNELS, _KIND = 256, 257, 258, 274, 277, 339  # TIFF tags
_UNSIGNED, _FLOAT = 1, 3
_KINDS = {1: "unsigned integers", 2: "signed integers", 3: "floats", 4: "values", 5: "complex"}


@dataclass(frozen=True)
class Samples:
    """Say what a TIFF's pixels are made of.

    Attributes:
        size: `(width, height)` in pixels, of the upright picture.
        channels: Values a pixel.
        bits: Bits a value.
        kind: TIFF's `SampleFormat`.
    """

    size: tuple[int, int]
    channels: int
    bits: int
    kind: int

    @property
    def is_float(self) -> bool:
        """Whether these are grey or RGB floats of 32 bits."""
        return (self.kind, self.bits) == (_FLOAT, 32) and self.channels in {1, 3}


def samples_of(file: Stream, name: str) -> Samples:
    """Read what a TIFF's first picture is made of, from the file's beginning, and go back there.

    Raises:
        InputError: The header is damaged.
    """
    with named(name):
        start = file.read(8)
        if 43 in start[2:4]:  # BigTIFF, whose header is twice as long
            start += file.read(8)
        tags = ImageFileDirectory_v2(start)
        file.seek(tags.next)
        tags.load(file)
        file.seek(0)
        size = (int(tags[_WIDTH]), int(tags[_HEIGHT]))
        bits = tags.get(_BITS, (1,))
        return Samples(
            size=size[::-1] if tags.get(_ORIENTATION) in {5, 6, 7, 8} else size,
            channels=int(tags.get(_CHANNELS, len(bits))),
            bits=int(max(bits)),
            kind=int(max(tags.get(_KIND, (_UNSIGNED,)))),
        )


def require_usual(samples: Samples, name: str) -> None:
    """Check that a TIFF holds what pictures hold: 1 to 4 channels of up to 16 bits, or floats.

    Raises:
        InputError: It holds something else.
    """
    usual = samples.kind in {_UNSIGNED, 4} and samples.bits <= 16 and samples.channels <= 4
    if not usual and not samples.is_float:
        kind = _KINDS.get(samples.kind, "values")
        raise InputError(
            f"{name} holds {samples.bits}-bit {kind}, {samples.channels} for each pixel; 1 to 4 "
            "channels of 8 or 16 bits, or floats from 0 to 1, can be read: convert it first.",
            code="sample-format",
        )


def decode_floats(content: bytes, name: str) -> Image:
    """Decode a TIFF of floats from 0 to 1, upright, as RGB: `round(255 * value)`.

    Raises:
        InputError: A value lies outside 0..1, or the file is damaged.
    """
    with named(name):
        values = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED)
        if values is None:
            raise ValueError("its floats cannot be decoded")
    least, most = float(values.min()), float(values.max())
    if not (least >= 0 and most <= 1):  # written this way so NaN fails too
        raise InputError(
            f"{name} holds floats from {least:g} to {most:g}; only floats from 0 to 1 have a "
            "known brightness: scale it, or convert it to 8 or 16 bits.",
            code="sample-format",
        )
    eight = np.rint(values * 255).astype(np.uint8)
    return np.asarray(
        cv2.cvtColor(eight, cv2.COLOR_GRAY2RGB if eight.ndim == 2 else cv2.COLOR_BGR2RGB)
    )
