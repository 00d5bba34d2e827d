"""Tell the formats of picture files by their first bytes."""

from roadeye.errors import InputError

START = 64
"""Bytes of a file that tell its format."""

READ = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "AVIF")
"""The formats that `decode` reads, by Pillow's names."""

_SIGNATURES = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"II+\x00", "TIFF"),  # BigTIFF
    (b"MM\x00+", "TIFF"),
)
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
_AVIF_BRANDS = {b"avif", b"avis"}


def format_of(start: bytes) -> str | None:
    """Return the format of a file that begins with `start`, or None if it is no picture.

    >>> format_of(b"BM..."), format_of(b"RIFF....WEBPVP8 "), format_of(b"#!/bin/sh")
    ('BMP', 'WEBP', None)
    """
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "WEBP"
    if start[4:8] == b"ftyp":
        return _by_brand(start)
    return next((name for signature, name in _SIGNATURES if start.startswith(signature)), None)


def require_readable(start: bytes, name: str) -> str:
    """Return the format of a file called `name` that begins with `start`.

    Raises:
        InputError: It is empty, no picture, or a picture of a format that is not read.
    """
    if not start:
        raise InputError(f"{name} is empty (0 bytes); copy or download it again.", code="empty")
    kind = format_of(start)
    if kind is None:
        raise InputError(
            f"{name} is not a picture; {', '.join(READ)} can be read.", code="not-a-picture"
        )
    if kind == "HEIC":
        raise InputError(
            f"{name} is a HEIC picture, which cannot be read; convert it to JPEG, for example "
            "with `heif-convert`, or let the phone save JPEG (“most compatible”).",
            code="heic",
        )
    return kind


def _by_brand(start: bytes) -> str | None:
    """Tell HEIC and AVIF, which share a container, from each other and from videos."""
    length = int.from_bytes(start[:4], "big")
    brands = {start[place : place + 4] for place in (8, *range(16, min(length, len(start)), 4))}
    if brands & _AVIF_BRANDS:
        return "AVIF"
    return "HEIC" if brands & _HEIC_BRANDS else None
