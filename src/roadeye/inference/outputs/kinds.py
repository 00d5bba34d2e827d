"""The results by name, and the names of their files."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path

from roadeye.errors import InputError
from roadeye.inference.outputs.films import OVERLAY, SIDE
from roadeye.inference.outputs.maps import MASK, MASK_PNG, PROBABILITY
from roadeye.inference.outputs.output import USUAL, Output, OutputSettings
from roadeye.inference.outputs.polygons import POLYGONS
from roadeye.inference.outputs.run_lengths import RLE
from roadeye.inference.prediction import Prediction


class OutputKind(StrEnum):
    """What can be written of a prediction."""

    OVERLAY = "overlay"
    MASK = "mask"
    PROBABILITY = "prob"
    SIDE = "side"
    POLYGONS = "polygons"
    RLE = "rle"
    MASK_PNG = "mask-png"


OUTPUTS: dict[OutputKind, Output] = {
    OutputKind.OVERLAY: OVERLAY,
    OutputKind.MASK: MASK,
    OutputKind.PROBABILITY: PROBABILITY,
    OutputKind.SIDE: SIDE,
    OutputKind.POLYGONS: POLYGONS,
    OutputKind.RLE: RLE,
    OutputKind.MASK_PNG: MASK_PNG,
}

FILMS = (OutputKind.OVERLAY, OutputKind.SIDE)
"""What a video for people shows."""

USUAL_OF_PICTURES = (OutputKind.OVERLAY, OutputKind.MASK, OutputKind.PROBABILITY)
USUAL_OF_VIDEOS = (OutputKind.OVERLAY,)


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
            raise InputError(
                f"cannot save {word!r}; give some of {', '.join(known)}.", code="no-such-output"
            )
    if not words:
        raise InputError(f"{text!r} names nothing to save; give some of {', '.join(known)}.")
    return tuple(dict.fromkeys(OutputKind(word) for word in words))


def picture_endings(kinds: Iterable[OutputKind]) -> dict[OutputKind, str]:
    """Return the ends of the names of a picture's files.

    >>> list(picture_endings([OutputKind.MASK, OutputKind.MASK_PNG]).values())  # the same file
    ['_mask.png']
    """
    by_ending = {OUTPUTS[kind].picture: kind for kind in kinds}
    return {kind: ending for ending, kind in by_ending.items()}


def video_endings(kinds: Iterable[OutputKind]) -> dict[OutputKind, str]:
    """Return the ends of the names of a video's files and folders."""
    return {kind: OUTPUTS[kind].video for kind in kinds}


def named(folder: Path, name: str, endings: Mapping[OutputKind, str]) -> dict[OutputKind, Path]:
    """Return the path of each output of the input called `name`."""
    return {kind: folder / f"{name}{ending}" for kind, ending in endings.items()}


def encode_picture(
    kind: OutputKind, prediction: Prediction, settings: OutputSettings = USUAL
) -> bytes:
    """Return an output of a picture as content: JPEG for overlays, PNG for maps, JSON for text.

    Raises:
        InputError: The picture is too large for the format, or the calibration is of another size.
        MissingExtraError: The package for run lengths is not installed.
    """
    return OUTPUTS[kind].encode(prediction, settings)
