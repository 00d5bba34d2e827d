"""What a submission will hold, found out before anything is predicted."""

from dataclasses import dataclass
from pathlib import Path

from roadeye.data.files import IMAGE_SUFFIXES, files_in
from roadeye.errors import InputError
from roadeye.evaluation.submission.names import COUNTS, picture_names, spans
from roadeye.geometry.bev import road_plane
from roadeye.geometry.calibration import Calibration, read_calibration

_REASONS_SHOWN = 3


@dataclass(frozen=True, eq=False)
class MapJob:
    """Name what makes one map.

    Attributes:
        name: The picture's name without suffix, such as `"um_000000"`.
        image: Its file.
        calibration: Its camera.
    """

    name: str
    image: Path
    calibration: Calibration


@dataclass(frozen=True)
class MissingMap:
    """Tell why a picture of the test set has no map.

    Attributes:
        name: The picture's name without suffix.
        reason: Why it has no map, a sentence that names the file.
    """

    name: str
    reason: str


@dataclass(frozen=True)
class SubmissionPlan:
    """Hold what can be made and what cannot.

    Attributes:
        jobs: One per map, in the order of the benchmark.
        missing: What is missing, broken or too much.
    """

    jobs: tuple[MapJob, ...]
    missing: tuple[MissingMap, ...]


def plan(root: Path) -> SubmissionPlan:
    """Find the test set and read its calibrations; no picture is decoded.

    Args:
        root: The folder of the KITTI Road data set, or its folder `testing`.

    Raises:
        InputError: There are no test pictures.
    """
    testing = root / "testing" if (root / "testing").is_dir() else root
    folder = testing / "image_2"
    if not folder.is_dir():
        raise InputError(
            f"{root} has no test set: expected {root / 'testing' / 'image_2'}; give the folder of "
            "the KITTI Road data set."
        )
    images: dict[str, Path] = {}
    jobs = []
    missing = []
    for path in files_in(folder, IMAGE_SUFFIXES):
        if path.stem in images:
            missing.append(
                MissingMap(path.stem, f"{path} is there as {images[path.stem].name} too.")
            )
        images[path.stem] = path
    expected = picture_names()
    for name in expected:
        if name not in images:
            missing.append(MissingMap(name, f"{folder / name}.png is missing."))
            continue
        camera = testing / "calib" / f"{name}.txt"
        try:
            calibration = read_calibration(camera)
            road_plane(calibration)
        except InputError as error:
            told = str(error)
            missing.append(MissingMap(name, told if str(camera) in told else f"{camera}: {told}"))
        else:
            jobs.append(MapJob(name, images[name], calibration))
    missing += [
        MissingMap(name, f"{images[name]} is not one of the test set.")
        for name in sorted(images.keys() - set(expected))
    ]
    return SubmissionPlan(tuple(jobs), tuple(missing))


def require_complete(planned: SubmissionPlan) -> None:
    """Check that nothing is missing or too much.

    Raises:
        InputError: Something is; all pictures are named.
    """
    if planned.missing:
        raise InputError(
            f"no complete submission can be made: {summary(planned.missing)} Correct the data "
            f"set ({test_set()}), or make the other {len(planned.jobs)} maps alone.",
            code="submission-incomplete",
        )


def summary(missing: tuple[MissingMap, ...]) -> str:
    """Name all pictures without a map, and the first reasons."""
    count = len(missing)
    reasons = " ".join(one.reason for one in missing[:_REASONS_SHOWN])
    more = f" (and {count - _REASONS_SHOWN} more)" if count > _REASONS_SHOWN else ""
    pictures = "picture has a problem" if count == 1 else "pictures have problems"
    return f"{count} {pictures} ({spans(one.name for one in missing)}). {reasons}{more}"


def test_set() -> str:
    """Say how many pictures the test set has.

    >>> test_set()
    '96 um + 94 umm + 100 uu = 290 pictures'
    """
    parts = " + ".join(f"{count} {category}" for category, count in COUNTS.items())
    return f"{parts} = {sum(COUNTS.values())} pictures"
