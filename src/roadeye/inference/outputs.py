"""What can be written of a prediction, and the names of the files."""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

import numpy as np
from jaxtyping import UInt8

from roadeye.errors import InputError
from roadeye.inference.prediction import Prediction
from roadeye.io.images import encode_jpeg, encode_png
from roadeye.metrics.quantised import quantise


class OutputKind(StrEnum):
    """What can be written of a prediction."""

    OVERLAY = "overlay"
    MASK = "mask"
    PROBABILITY = "prob"


_PICTURE_ENDINGS = {
    OutputKind.OVERLAY: "_overlay.jpg",
    OutputKind.MASK: "_mask.png",
    OutputKind.PROBABILITY: "_prob.png",
}
_VIDEO_ENDINGS = {
    OutputKind.OVERLAY: ".mp4",
    OutputKind.MASK: "_mask.mkv",
    OutputKind.PROBABILITY: "_prob.mkv",
}


def parse_kinds(text: str) -> tuple[OutputKind, ...]:
    """Read a list of kinds, such as `"overlay,mask"`.

    >>> [kind.value for kind in parse_kinds("mask, overlay")]
    ['mask', 'overlay']

    Raises:
        InputError: A word is not a kind, or there is none.
    """
    words = [word.strip() for word in text.split(",") if word.strip()]
    known = [kind.value for kind in OutputKind]
    for word in words:
        if word not in known:
            raise InputError(f"cannot save {word!r}; give some of {', '.join(known)}.")
    if not words:
        raise InputError(f"{text!r} names nothing to save; give some of {', '.join(known)}.")
    return tuple(dict.fromkeys(OutputKind(word) for word in words))


def picture_paths(folder: Path, name: str, kinds: Iterable[OutputKind]) -> dict[OutputKind, Path]:
    """Return the file of each kind for the picture called `name`."""
    return {kind: folder / f"{name}{_PICTURE_ENDINGS[kind]}" for kind in kinds}


def video_paths(folder: Path, name: str, kinds: Iterable[OutputKind]) -> dict[OutputKind, Path]:
    """Return the file of each kind for the video called `name`."""
    return {kind: folder / f"{name}{_VIDEO_ENDINGS[kind]}" for kind in kinds}


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


def encode_picture(kind: OutputKind, prediction: Prediction) -> bytes:
    """Return an output as the content of a picture file: JPEG for overlays, PNG for the others.

    Raises:
        InputError: The picture is too large for the format.
    """
    pixels = drawn(kind, prediction)
    return encode_jpeg(pixels) if kind is OutputKind.OVERLAY else encode_png(pixels)
