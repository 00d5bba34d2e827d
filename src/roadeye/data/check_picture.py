"""Read one picture of a data set with its labels and calibration, and note what is wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from roadeye.arrays import Mask
from roadeye.data.labels import LabelMap
from roadeye.data.statistics import PictureStatistics
from roadeye.errors import InputError
from roadeye.geometry.calibration import read_calibration
from roadeye.io.images import read_image
from roadeye.problems import FileProblem

_LONGEST_CAUSE = 200


@dataclass(frozen=True)
class LabelFile:
    """Name a label of a picture; only those of the road are counted, lanes are just read."""

    path: Path
    label_map: LabelMap
    counted: bool


@dataclass(frozen=True)
class CheckTask:
    """Name one picture and everything that belongs to it."""

    group: str
    image: Path
    labels: tuple[LabelFile, ...]
    calibration: Path | None


def read_picture(task: CheckTask, root: Path) -> PictureStatistics:
    """Read a picture and what belongs to it; whatever one file does, the others are read."""
    problems: list[FileProblem] = []
    found = PictureStatistics(task.group)
    with _noted(task.image, root, problems):
        height, width, _ = read_image(task.image).shape
        found = replace(found, size=(width, height))
    for label in task.labels:
        with _noted(label.path, root, problems):
            road, valid = label.label_map.read(label.path)
            found = _counted(found, road, valid, counted=label.counted)
            image = _relative(task.image, root)
            problems += [
                FileProblem(_relative(label.path, root), what)
                for what in _misfits(road, valid, found.size, image)
            ]
    if task.calibration is not None:
        with _noted(task.calibration, root, problems):
            read_calibration(task.calibration)
    return replace(found, problems=tuple(problems))


def problem_of(path: Path, root: Path, error: Exception) -> FileProblem:
    """Say an error of a file as one line, without the data set's folder."""
    name = _relative(path, root)
    if isinstance(error, MemoryError):
        return FileProblem(name, "cannot be read: out of memory")
    if not isinstance(error, InputError):
        told = " ".join(f"{type(error).__name__}: {error}".split())
        return FileProblem(name, f"cannot be read: {told[:_LONGEST_CAUSE]}")
    told = str(error).replace(str(path), name).removeprefix(name).lstrip(" :,")
    return FileProblem(name, " ".join(told.split()))


@contextmanager
def _noted(path: Path, root: Path, problems: list[FileProblem]) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # noqa: BLE001  a file may do what nobody foresaw
        problems.append(problem_of(path, root, error))


def _counted(
    found: PictureStatistics, road: Mask, valid: Mask, *, counted: bool
) -> PictureStatistics:
    if not counted:
        return replace(found, labels=found.labels + 1)
    return replace(
        found,
        labels=found.labels + 1,
        pixels=found.pixels + valid.size,
        valid=found.valid + int(valid.sum()),
        road=found.road + int(road.sum()),
    )


def _misfits(road: Mask, valid: Mask, size: tuple[int, int] | None, image: str) -> list[str]:
    found = []
    height, width = road.shape
    if size is not None and size != (width, height):
        found.append(f"is {width}×{height} pixels, but its picture {image} is {size[0]}×{size[1]}")
    if not valid.any():
        found.append("has no pixel that counts")
    return found


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()
