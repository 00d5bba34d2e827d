"""`roadeye predict` on pictures: masks, overlays and probability maps, one picture at a time."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from roadeye.cli.predict_result import Outcome, Result
from roadeye.cli.progress import progress
from roadeye.errors import InputError
from roadeye.inference.prediction import Prediction
from roadeye.inference.segmenter import Segmenter
from roadeye.io.images import read_image, write_jpeg, write_png
from roadeye.io.outputs import Kind
from roadeye.metrics.quantised import quantise


@dataclass(frozen=True)
class PictureJob:
    """Name a picture and the files to make of it."""

    picture: Path
    outputs: Mapping[Kind, Path]


def predict_pictures(
    segmenter: Segmenter, jobs: Sequence[PictureJob], max_pixels: int, outcome: Outcome
) -> None:
    """Do the pictures one by one; one that cannot be read is noted and the next is done.

    Raises:
        OutputError: An output cannot be written.
    """
    with progress("predict", len(jobs), "pictures") as told:
        for job in jobs:
            try:
                outcome.done(_predict(segmenter, job, max_pixels))
            except InputError as error:
                outcome.fail(job.picture, error)
            told.advance(1)


def _predict(segmenter: Segmenter, job: PictureJob, max_pixels: int) -> Result:
    image = read_image(job.picture, max_pixels)
    started = time.perf_counter()
    prediction = segmenter(image)
    milliseconds = 1000 * (time.perf_counter() - started)
    for kind, path in job.outputs.items():
        _write(kind, path, prediction)
    height, width = image.shape[:2]
    return Result(
        source=str(job.picture),
        outputs=tuple(map(str, job.outputs.values())),
        width=width,
        height=height,
        road_fraction=float(prediction.mask.mean()),
        milliseconds=round(milliseconds, 2),
    )


def _write(kind: Kind, path: Path, prediction: Prediction) -> None:
    match kind:
        case Kind.OVERLAY:
            write_jpeg(path, prediction.overlay())
        case Kind.MASK:
            write_png(path, prediction.mask.astype("uint8") * 255)
        case Kind.PROBABILITY:
            write_png(path, quantise(prediction.probability))
