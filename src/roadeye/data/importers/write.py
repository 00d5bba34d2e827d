"""Write imported labels as `images/` and `masks/`."""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from roadeye.data.files import IMAGE_SUFFIXES
from roadeye.data.importers.annotation import Annotated, Labels
from roadeye.data.importers.paint import ROAD, Frame, Painted, Roles, frame_of, paint
from roadeye.data.importers.survey import problem_of
from roadeye.errors import InputError, OutputError
from roadeye.io.atomic import replacing
from roadeye.io.images import read_image, write_png
from roadeye.problems import FileProblem

IMAGES, MASKS = "images", "masks"


@dataclass
class Written:
    """Hold what was written.

    Attributes:
        names: The names of the pictures.
        without_road: How many masks have no road.
        turned: How many labels were given on the picture as it is stored, and turned with it.
        overlapping: How many pictures have areas that say something different of one pixel.
        beyond: How many areas reach over the edge of their picture.
        problems: What could not be written, or read.
    """

    names: list[str] = field(default_factory=list)
    without_road: int = 0
    turned: int = 0
    overlapping: int = 0
    beyond: int = 0
    problems: list[FileProblem] = field(default_factory=list)


def require_free(out: Path) -> None:
    """Make sure that nothing stands where an import writes.

    Raises:
        OutputError: There is something.
    """
    for folder in (out / IMAGES, out / MASKS):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise OutputError(f"{folder} exists already: nothing was written.", code="import-taken")


def write_labels(
    labels: Labels,
    pictures: Iterable[Annotated],
    roles: Roles,
    out: Path,
    advance: Callable[[], None] = lambda: None,
) -> Written:
    """Write the masks of pictures, and copies of these.

    Args:
        labels: What was found.
        pictures: Those of its pictures that are wanted.
        roles: Which classes are road.
        out: Where `images/` and `masks/` are made.
        advance: Called after each picture.

    Raises:
        OutputError: A file cannot be written, or something stands there already.
    """
    require_free(out)
    written = Written()
    for one in pictures:
        try:
            frame, painted = painted_mask(one, roles)
            _copy(one, out)
            write_png(out / MASKS / f"{one.key}.png", painted.mask)
        except InputError as error:
            written.problems.append(problem_of(one, labels, error))
        else:
            written.names.append(one.key)
            written.without_road += not (painted.mask == ROAD).any()
            written.turned += frame.orientation != 1
            written.overlapping += painted.overlapping > 0
            written.beyond += painted.beyond
        advance()
    return written


def painted_mask(one: Annotated, roles: Roles) -> tuple[Frame, Painted]:
    """Return the mask of a picture, and the grid that its label was given in.

    Raises:
        InputError: The picture or its label cannot be read, or they do not fit.
    """
    frame = frame_of(one)
    return frame, paint(one.read(frame.size), frame, roles)


def _copy(one: Annotated, out: Path) -> None:
    """Copy a picture byte for byte; formats that a data set cannot hold become PNG."""
    suffix = one.image.suffix.lower()
    if suffix not in IMAGE_SUFFIXES:
        write_png(out / IMAGES / f"{one.key}.png", read_image(one.image))
        return
    with replacing(out / IMAGES / f"{one.key}{suffix}") as temporary:
        shutil.copyfile(one.image, temporary)


def counted(written: Written) -> list[str]:
    """Return what was decided while writing, with how often."""
    lines = (
        (written.overlapping, "pictures with areas that overlap: the one on top decides"),
        (written.beyond, "areas that reach beyond their picture: cut off at its edge"),
        (written.turned, "labels of the picture as it is stored: turned as its EXIF asks"),
        (written.without_road, "masks without road"),
    )
    return [f"{what}: {count:,}" for count, what in lines if count]
