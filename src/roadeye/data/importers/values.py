"""Masks whose pixels are class numbers or colours, read as areas of named classes."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import numpy as np

from roadeye.arrays import Gray, Image, Size
from roadeye.data.files import LOSSY_SUFFIXES
from roadeye.data.importers.annotation import Annotated, Bitmap, Reading, Region
from roadeye.data.importers.pictures import Pictures, unannotated
from roadeye.errors import InputError
from roadeye.io.images import image_size, read_gray, read_unchanged
from roadeye.problems import FileProblem

Rgb: TypeAlias = tuple[int, int, int]

HALF = 128
"""Masks in a lossy format are road, or what white means in them, from this grey on."""

MOST_COLOURS = 256
"""A mask of more colours is a photograph."""


@dataclass(frozen=True)
class Values:
    """Say which class a pixel's value is.

    Attributes:
        names: Names of class numbers or of colours; a value without one is called after itself,
            `"7"` or `"#402020"`.
        in_colour: Whether values are colours, also where a file has a palette.
        strict: Whether a value without a name is an error.
    """

    names: Mapping[int | Rgb, str] = field(default_factory=dict)
    in_colour: bool = False
    strict: bool = False


def annotated_by_mask(known: Pictures, image: Path, mask: Path, values: Values) -> Annotated:
    """Return a picture that a mask of its own size annotates.

    Raises:
        InputError: The mask is not a picture.
    """

    def regions(_: Size) -> Reading:
        return read_mask(mask, values)

    return Annotated(known.key(image), image, mask, regions, image_size(mask))


def pair(
    known: Pictures, pairs: list[tuple[Path, Path]], values: Values
) -> tuple[list[Annotated], list[FileProblem]]:
    """Return all pictures, first those that a mask annotates, and the masks that are no pictures.

    Args:
        known: The pictures.
        pairs: Those that have a mask, with it.
        values: What the masks' values mean.
    """
    found: list[Annotated] = []
    problems: list[FileProblem] = []
    for image, mask in pairs:
        try:
            found.append(annotated_by_mask(known, image, mask, values))
        except InputError as error:
            what = str(error).removeprefix(str(mask)).strip()
            problems.append(FileProblem(str(mask.relative_to(known.root)), what))
    return found + unannotated(known, {image.resolve() for image, _ in pairs}), problems


def read_mask(path: Path, values: Values) -> Reading:
    """Read a mask as one area for each value in it.

    Raises:
        InputError: The file is no mask, or has a value that is not in a strict table.
    """
    if path.suffix.lower() in LOSSY_SUFFIXES:
        return _lossy(path, values)
    label = read_unchanged(path, palette_colours=values.in_colour)
    if label.ndim == 3 and not values.in_colour and _is_grey(label):
        label = np.ascontiguousarray(label[..., 0])
    codes, found = _codes(path, label)
    regions = []
    for number, value in enumerate(found):
        if values.strict and value not in values.names:
            raise InputError(
                f"has the value {called(value)}, which is in no table of this format: "
                f"{', '.join(map(called, values.names))}"
            )
        name = values.names.get(value, called(value))
        regions.append(Region(name, bitmap=Bitmap(0, 0, codes == number)))
    return Reading(tuple(regions))


def called(value: int | Rgb) -> str:
    """Return what a value without a name is called.

    >>> called(7), called((64, 32, 32))
    ('7', '#402020')
    """
    return str(value) if isinstance(value, int) else "#{:02x}{:02x}{:02x}".format(*value)


def _lossy(path: Path, values: Values) -> Reading:
    """Read black and white that went through JPEG: it rings, so half decides."""
    grey = read_gray(path)
    white = grey >= HALF
    between = int(np.count_nonzero((grey > 0) & (grey < 255)))
    return Reading(
        (
            Region(values.names.get(0, "0"), bitmap=Bitmap(0, 0, ~white)),
            Region(values.names.get(255, "255"), bitmap=Bitmap(0, 0, white)),
        ),
        Counter(
            {f"pixels of lossy masks between 0 and 255, of which {HALF} and more are 255": between}
        ),
    )


def _is_grey(label: Image) -> bool:
    return bool((label == label[..., :1]).all())


def _codes(path: Path, label: Gray | Image) -> tuple[np.ndarray, list[int | Rgb]]:
    """Return a number for each pixel and the value that each number stands for."""
    if label.ndim == 2:
        values = np.flatnonzero(np.bincount(label.ravel(), minlength=256))
        table = np.zeros(256, np.uint8)
        table[values] = np.arange(len(values))
        return table[label], [int(value) for value in values]
    packed = label.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    colours, codes = np.unique(packed, return_inverse=True)
    if len(colours) > MOST_COLOURS:
        raise InputError(f"has {len(colours)} colours: {path.name} is a photograph, not a mask")
    rgb: list[int | Rgb] = [(int(c) >> 16, int(c) >> 8 & 255, int(c) & 255) for c in colours]
    return codes.reshape(label.shape[:2]), rgb
