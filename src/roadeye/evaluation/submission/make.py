"""Write the zip file of a submission."""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TypeAlias, TypeVar
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import cv2
import numpy as np
from jaxtyping import UInt8

from roadeye.arrays import Image, Probability
from roadeye.errors import InputError, RoadeyeError
from roadeye.evaluation.submission.names import map_name
from roadeye.evaluation.submission.plan import MapJob, MissingMap, SubmissionPlan
from roadeye.geometry.bev import look_up, table
from roadeye.inference.stages import ahead, overlapped
from roadeye.io.atomic import replacing
from roadeye.io.faults import unforeseen
from roadeye.io.images import read_image
from roadeye.metrics.quantised import quantise

EARLIEST = (1980, 1, 1, 0, 0, 0)  # the only time in a zip file that depends on nothing
READERS = 2

BevMap: TypeAlias = UInt8[np.ndarray, "rows columns"]
Out = TypeVar("Out")


def make(
    planned: SubmissionPlan,
    predict: Callable[[Image], Probability],
    out: Path,
    done: Callable[[], None],
    *,
    partial: bool = False,
) -> tuple[MissingMap, ...]:
    """Predict every planned map and write them into one zip file, whole or not at all.

    The same pictures, calibrations and probabilities make the same bytes.

    Args:
        planned: What to make.
        predict: Returns the probability of road of a picture.
        out: The zip file.
        done: Called after each map.
        partial: Leave out what cannot be made instead of stopping.

    Returns:
        The pictures that were left out here.

    Raises:
        InputError: A picture cannot be read or does not fit its calibration, or none is left.
        OutputError: The file cannot be written.
    """
    missing = []
    with (
        replacing(out) as temporary,
        ZipFile(temporary, "w", ZIP_STORED) as archive,
        closing(_maps(planned.jobs, predict)) as maps,
    ):
        for job, view in zip(planned.jobs, maps, strict=True):
            if isinstance(view, InputError):
                if not partial:
                    raise view
                missing.append(MissingMap(job.name, str(view)))
            else:
                entry = ZipInfo(map_name(job.name), EARLIEST)
                entry.create_system = 3  # not the system that happens to write it
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, _png(view))
            done()
        if not archive.namelist():
            raise InputError(f"{out} would be empty: not one map could be made.")
    return tuple(missing)


def bev_map(job: MapJob, probability: Probability) -> BevMap:
    """Return the bird's-eye map of one picture: its probability of road as 0..255.

    Raises:
        InputError: The picture does not fit its calibration.
    """
    view: BevMap = look_up(quantise(probability), table(job.calibration, probability.shape))
    return view


def _maps(
    jobs: Sequence[MapJob], predict: Callable[[Image], Probability]
) -> Generator[BevMap | InputError, None, None]:
    """Make the maps, in order: the next pictures are read and the last map drawn meanwhile."""

    def read_all() -> Iterator[tuple[MapJob, Image | InputError]]:
        images = ahead(lambda job: _attempt(job, lambda: read_image(job.image)), jobs, READERS)
        yield from zip(jobs, images, strict=True)

    def infer(read: tuple[MapJob, Image | InputError]) -> tuple[MapJob, Probability | InputError]:
        job, image = read
        if isinstance(image, InputError):
            return job, image
        return job, _attempt(job, lambda: predict(image))

    with closing(overlapped(read_all(), infer)) as inferred:
        for job, found in inferred:
            if isinstance(found, InputError):
                yield found
            else:
                yield _attempt(job, partial(bev_map, job, found))


def _attempt(job: MapJob, function: Callable[[], Out]) -> Out | InputError:
    """Return why a picture failed in place of its result; whatever it raises is its own."""
    try:
        return function()
    except InputError as error:
        return error
    except RoadeyeError:
        raise
    except Exception as error:  # noqa: BLE001  nobody foresees all that a file can hold
        return unforeseen(f"no map can be made of {job.image}", error)


def _png(levels: BevMap) -> bytes:
    _, content = cv2.imencode(".png", levels)
    return content.tobytes()
