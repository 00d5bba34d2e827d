"""Write the zip file of a submission."""

from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import cv2

from roadeye.arrays import Gray, Image, Probability
from roadeye.errors import InputError, RoadeyeError
from roadeye.evaluation.submission.names import map_name
from roadeye.evaluation.submission.plan import MapJob, MissingMap, SubmissionPlan
from roadeye.geometry.bev import look_up, table
from roadeye.io.atomic import replacing
from roadeye.io.faults import unforeseen
from roadeye.io.images import read_image
from roadeye.metrics.quantised import quantise

EARLIEST = (1980, 1, 1, 0, 0, 0)  # the only time in a zip file that depends on nothing


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
    with replacing(out) as temporary, ZipFile(temporary, "w", ZIP_STORED) as archive:
        for job in planned.jobs:
            try:
                view = _attempt(job, predict)
            except InputError as error:
                if not partial:
                    raise
                missing.append(MissingMap(job.name, str(error)))
            else:
                entry = ZipInfo(map_name(job.name), EARLIEST)
                entry.create_system = 3  # not the system that happens to write it
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, _png(view))
            done()
        if not archive.namelist():
            raise InputError(f"{out} would be empty: not one map could be made.")
    return tuple(missing)


def _attempt(job: MapJob, predict: Callable[[Image], Probability]) -> Gray:
    """Make a map; whatever its picture raises is an error of that picture."""
    try:
        return bev_map(job, predict)
    except RoadeyeError:
        raise
    except Exception as error:
        raise unforeseen(f"no map can be made of {job.image}", error) from error


def bev_map(job: MapJob, predict: Callable[[Image], Probability]) -> Gray:
    """Return the bird's-eye map of one picture: the probability of road as 0..255.

    Raises:
        InputError: The picture cannot be read or does not fit its calibration.
    """
    image = read_image(job.image)
    levels = quantise(predict(image))
    view: Gray = look_up(levels, table(job.calibration, (image.shape[0], image.shape[1])))
    return view


def _png(levels: Gray) -> bytes:
    _, content = cv2.imencode(".png", levels)
    return content.tobytes()
