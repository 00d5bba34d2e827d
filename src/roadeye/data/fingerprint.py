"""Fingerprints of pictures, by which a model recognises the pictures that trained it.

A fingerprint is a perceptual hash (pHash; Zauner, 2010): the signs of the 256 lowest frequencies of
the picture at 64×64 grey values, each against their median. It survives JPEG, resizing and small
changes of brightness and contrast; crops, mirrored copies and warped copies are other pictures.

`benchmarks/fingerprints.py` measures both kinds of error; docs/adr/0011-fingerprints.md has the
figures behind `MAX_DISTANCE` and `MIN_STRUCTURE`.
"""

from collections.abc import Iterable

import cv2
import numpy as np
from jaxtyping import Int64

from roadeye.arrays import Image

BYTES = 32
MAX_DISTANCE = 40
"""Fingerprints that differ in at most so many of their 256 bits are of the same picture."""

MIN_STRUCTURE = 4.0
"""With a smaller median frequency, in grey values, a picture is flat: its bits would be noise."""

_SIDE = 64
_FREQUENCIES = 16
_BITS_SET = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).sum(axis=1)


def fingerprint(image: Image) -> bytes:
    """Return the fingerprint of a picture, 32 bytes; empty for a picture without structure.

    A flat picture, a black night or dense fog has no structure, so that it is nobody's copy.
    """
    small = cv2.resize(image, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32)
    frequencies = np.asarray(cv2.dct(grey))[:_FREQUENCIES, :_FREQUENCIES].copy()
    frequencies[0, 0] = 0.0  # the mean brightness
    if np.median(np.abs(frequencies)) < MIN_STRUCTURE:
        return b""
    return np.packbits(frequencies > np.median(frequencies)).tobytes()


def join(fingerprints: Iterable[bytes]) -> bytes:
    """Join fingerprints for a model file: sorted, each once; empty ones are left out.

    >>> join([b"b" * 32, b"", b"a" * 32, b"b" * 32]) == b"a" * 32 + b"b" * 32
    True
    """
    return b"".join(sorted({one for one in fingerprints if one}))


def trained_on(known: bytes, one: bytes) -> bool:
    """Tell whether a picture is among those whose fingerprints are known.

    Args:
        known: Fingerprints, joined.
        one: The fingerprint of the picture; an empty one is nobody's.

    >>> trained_on(bytes(32) + bytes([255] * 32), bytes([255] * 31 + [0]))
    True
    """
    return bool(one) and bool(known) and int(distances(known, one).min()) <= MAX_DISTANCE


def distances(known: bytes, one: bytes) -> Int64[np.ndarray, " n"]:
    """Return in how many of the 256 bits each of the known fingerprints differs from one."""
    table = np.frombuffer(known, np.uint8).reshape(-1, BYTES)
    changed = _BITS_SET[table ^ np.frombuffer(one, np.uint8)]
    return np.asarray(changed.sum(axis=1), np.int64)
