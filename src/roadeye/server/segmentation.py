"""What is found in one picture, as the body of an answer."""

import time
from dataclasses import dataclass

import msgspec

from roadeye.geometry.run_lengths import run_lengths
from roadeye.inference.outputs.kinds import OutputKind, encode_picture
from roadeye.inference.outputs.polygons import RoadPolygon, road_polygons
from roadeye.inference.prediction import Prediction
from roadeye.inference.segmenter import Segmenter
from roadeye.io.images import read_image
from roadeye.server.accept import Answer

_KINDS = {
    Answer.MASK: OutputKind.MASK,
    Answer.PROBABILITY: OutputKind.PROBABILITY,
    Answer.OVERLAY: OutputKind.OVERLAY,
}


class RunLengths(msgspec.Struct, frozen=True):
    """The exact mask, in COCO's uncompressed run-length encoding.

    Attributes:
        size: Height and width.
        counts: Lengths of runs that are alternately not road and road, down each column, from left
            to right.
    """

    size: tuple[int, int]
    counts: list[int]


class Segmentation(msgspec.Struct, frozen=True):
    """The road in one picture.

    Attributes:
        model: The model that was used.
        head: The head that was used; empty if the model does not name it.
        threshold: A pixel is road if its probability is at least this.
        width: Width of the picture in pixels.
        height: Height of the picture in pixels.
        road_fraction: Share of the pixels that are road, 0..1.
        milliseconds: Time from the decoded picture to its probability map.
        polygons: The outlines, simplified by at most one pixel.
        rle: The exact mask.
    """

    model: str
    head: str
    threshold: float
    width: int
    height: int
    road_fraction: float
    milliseconds: float
    polygons: list[RoadPolygon]
    rle: RunLengths


@dataclass(frozen=True)
class Found:
    """Hold an answer.

    Attributes:
        content: The body.
        road_fraction: Part of the pixels that is road, 0..1.
        seconds: Time from the decoded picture to its probability map.
    """

    content: bytes
    road_fraction: float
    seconds: float


def segment(
    segmenter: Segmenter, name: str, picture: bytes, answer: Answer, max_pixels: int
) -> Found:
    """Find the road in a picture and encode the answer.

    Args:
        segmenter: The model.
        name: What clients call the model.
        picture: The content of a picture file.
        answer: The form of the answer.
        max_pixels: Larger pictures are refused before they are decoded.

    Raises:
        InputError: The picture cannot be read or is too large.
        ModelError: The network cannot run.
    """
    image = read_image(picture, max_pixels, "the picture")
    started = time.perf_counter()
    prepared = segmenter.prepare(image)
    prediction = segmenter.finish(image, prepared, segmenter.run(prepared))
    seconds = time.perf_counter() - started
    fraction = prediction.road_fraction
    if answer is Answer.JSON:
        content = msgspec.json.encode(_described(prediction, segmenter, name, seconds))
    else:
        content = encode_picture(_KINDS[answer], prediction)
    return Found(content, fraction, seconds)


def _described(
    prediction: Prediction, segmenter: Segmenter, name: str, seconds: float
) -> Segmentation:
    height, width = prediction.mask.shape
    return Segmentation(
        model=name,
        head=segmenter.head.name,
        threshold=segmenter.used_threshold,
        width=width,
        height=height,
        road_fraction=prediction.road_fraction,
        milliseconds=round(1000 * seconds, 2),
        polygons=road_polygons(prediction),
        rle=RunLengths((height, width), run_lengths(prediction.mask)),
    )
