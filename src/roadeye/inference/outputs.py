"""What can be written of a prediction, and the names of the files."""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

import numpy as np
from jaxtyping import UInt8

from roadeye.arrays import Mask
from roadeye.errors import InputError, MissingExtraError
from roadeye.inference.prediction import Prediction
from roadeye.io.images import encode_jpeg, encode_png
from roadeye.metrics.quantised import quantise


class OutputKind(StrEnum):
    """What can be written of a prediction: files, and run lengths, which go into a table."""

    OVERLAY = "overlay"
    MASK = "mask"
    PROBABILITY = "prob"
    RLE = "rle"


PICTURE_ENDINGS = {
    OutputKind.OVERLAY: "_overlay.jpg",
    OutputKind.MASK: "_mask.png",
    OutputKind.PROBABILITY: "_prob.png",
}
VIDEO_ENDINGS = {
    OutputKind.OVERLAY: ".mp4",
    OutputKind.MASK: "_mask.mkv",
    OutputKind.PROBABILITY: "_prob.mkv",
}


def parse_kinds(
    text: str, kinds: Iterable[OutputKind] = tuple(PICTURE_ENDINGS)
) -> tuple[OutputKind, ...]:
    """Read a list of kinds, such as `"overlay,mask"`; by default those that are files.

    >>> [kind.value for kind in parse_kinds("mask, overlay")]
    ['mask', 'overlay']

    Raises:
        InputError: A word is not a kind, or there is none.
    """
    words = [word.strip() for word in text.split(",") if word.strip()]
    known = [kind.value for kind in kinds]
    for word in words:
        if word not in known:
            raise InputError(
                f"cannot save {word!r}; give some of {', '.join(known)}.", code="no-such-output"
            )
    if not words:
        raise InputError(f"{text!r} names nothing to save; give some of {', '.join(known)}.")
    return tuple(dict.fromkeys(OutputKind(word) for word in words))


def picture_paths(folder: Path, name: str, kinds: Iterable[OutputKind]) -> dict[OutputKind, Path]:
    """Return the file of each kind for the picture called `name`."""
    return {kind: folder / f"{name}{PICTURE_ENDINGS[kind]}" for kind in kinds}


def video_paths(folder: Path, name: str, kinds: Iterable[OutputKind]) -> dict[OutputKind, Path]:
    """Return the file of each kind for the video called `name`."""
    return {kind: folder / f"{name}{VIDEO_ENDINGS[kind]}" for kind in kinds}


def encode_rle(mask: Mask) -> bytes:
    """Return a mask as COCO's run lengths in its short form: ASCII, column by column.

    `pycocotools.mask.decode({"size": [height, width], "counts": text})` gives it back.

    Raises:
        MissingExtraError: pycocotools is not installed.
    """
    try:
        from pycocotools import mask as coco
    except ImportError as error:
        raise MissingExtraError("masks as run lengths", "table") from error
    counts: bytes = coco.encode(np.asfortranarray(mask.view(np.uint8)))["counts"]
    return counts


def drawn(kind: OutputKind, prediction: Prediction) -> UInt8[np.ndarray, "height width ..."]:
    """Return the pixels of an output: RGB for an overlay, grey for the others.

    A mask is 255 where there is road; a probability map is quantised to 0..255.
    """
    match kind:
        case OutputKind.OVERLAY:
            return prediction.overlay()
        case OutputKind.MASK:
            return prediction.mask.view(np.uint8) * np.uint8(255)
        case OutputKind.PROBABILITY:
            return quantise(prediction.probability)
        case OutputKind.RLE:
            raise InputError("run lengths are of pictures; a video's mask is a video.")


def encode_picture(kind: OutputKind, prediction: Prediction) -> bytes:
    """Return an output as content: JPEG for overlays, run lengths, PNG for the others.

    Raises:
        InputError: The picture is too large for the format.
        MissingExtraError: The package for run lengths is not installed.
    """
    if kind is OutputKind.RLE:
        return encode_rle(prediction.mask)
    pixels = drawn(kind, prediction)
    return encode_jpeg(pixels) if kind is OutputKind.OVERLAY else encode_png(pixels)
