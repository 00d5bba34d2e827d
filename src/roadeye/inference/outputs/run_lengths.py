"""The mask as COCO's run lengths, of a picture or a line a frame."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import numpy as np
from msgspec import UNSET, UnsetType

from roadeye.arrays import Mask
from roadeye.errors import MissingExtraError
from roadeye.inference.outputs.output import Output, OutputSettings, VideoContext, WriteResult
from roadeye.inference.prediction import Prediction
from roadeye.io.frames import Frame
from roadeye.io.json_lines import json_lines


class RleLine(msgspec.Struct, frozen=True, kw_only=True):
    """A mask as `pycocotools.mask.decode` takes it.

    Attributes:
        frame: Number of the frame, counted from 0; absent for a picture.
        time: Seconds since the video's first frame; absent for a picture.
        size: (height, width) in pixels.
        counts: See `encode_rle`.
    """

    frame: int | UnsetType = UNSET
    time: float | UnsetType = UNSET
    size: tuple[int, int]
    counts: str


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


def _line(mask: Mask, frame: Frame | None = None) -> RleLine:
    return RleLine(
        frame=UNSET if frame is None else frame.index,
        time=UNSET if frame is None else round(float(frame.time), 6),
        size=(mask.shape[0], mask.shape[1]),
        counts=encode_rle(mask).decode(),
    )


def _encode(prediction: Prediction, _: OutputSettings) -> bytes:
    return msgspec.json.encode(_line(prediction.mask)) + b"\n"


@contextmanager
def _open_video(path: Path, _: VideoContext) -> Iterator[WriteResult]:
    with json_lines(path) as put:
        yield lambda frame, prediction: put(_line(prediction.mask, frame))


RLE = Output("_rle.json", "_rle.jsonl", _encode, _open_video)
