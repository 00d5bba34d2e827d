"""Results for programs, a pixel a value: the mask and the probability, lossless."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from jaxtyping import UInt8

from roadeye.inference.outputs.output import Output, OutputSettings, VideoContext, WriteResult
from roadeye.inference.prediction import Prediction
from roadeye.io.atomic import write_bytes
from roadeye.io.atomic_folder import replacing_folder
from roadeye.io.frames import Frame
from roadeye.io.images import encode_png
from roadeye.io.video_writer import video_writer
from roadeye.metrics.quantised import quantise


def mask_pixels(prediction: Prediction) -> UInt8[np.ndarray, "height width"]:
    """Return 255 where there is road, else 0."""
    return prediction.mask.view(np.uint8) * np.uint8(255)


def probability_pixels(prediction: Prediction) -> UInt8[np.ndarray, "height width"]:
    """Return the probability of road, 0..1, as 0..255."""
    return quantise(prediction.probability)


def _map(
    pixels: Callable[[Prediction], UInt8[np.ndarray, "height width"]], picture: str, video: str
) -> Output:
    def encode(prediction: Prediction, _: OutputSettings) -> bytes:
        return encode_png(pixels(prediction))

    @contextmanager
    def open_video(path: Path, context: VideoContext) -> Iterator[WriteResult]:
        with video_writer(path, context.rate, lossless=True, origin=context.origin) as put:
            yield lambda frame, prediction: put(frame.time, pixels(prediction))

    return Output(picture, video, encode, open_video)


@contextmanager
def _mask_folder(path: Path, _: VideoContext) -> Iterator[WriteResult]:
    with replacing_folder(path) as folder:

        def write(frame: Frame, prediction: Prediction) -> None:
            write_bytes(folder / f"{frame.index:06d}.png", encode_png(mask_pixels(prediction)))

        yield write


MASK = _map(mask_pixels, "_mask.png", "_mask.mkv")
PROBABILITY = _map(probability_pixels, "_prob.png", "_prob.mkv")
MASK_PNG = Output(MASK.picture, "_mask", MASK.encode, _mask_folder)
