"""Draft labels of pictures with a model, in the format of a labelling tool."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import assert_never

from roadeye.errors import InputError, OutputError
from roadeye.inference.segmenter import Segmenter
from roadeye.io.atomic import replacing
from roadeye.io.find import FoundFile
from roadeye.io.images import read_image
from roadeye.labelling.drafts import LABEL, TOLERANCE, DraftFormat
from roadeye.labelling.drafts.coco import CocoWriter
from roadeye.labelling.drafts.cvat import CvatWriter
from roadeye.labelling.drafts.draft import Draft, DraftWriter, draft_rings
from roadeye.labelling.drafts.labelme import LabelmeWriter
from roadeye.labelling.drafts.masks import MaskWriter
from roadeye.problems import FileProblem, what_of


@dataclass
class Prelabelled:
    """Hold what was drafted.

    Attributes:
        names: The names of the pictures.
        without_road: How many of them have no road.
        problems: Pictures that could not be read.
    """

    names: list[str] = field(default_factory=list)
    without_road: int = 0
    problems: list[FileProblem] = field(default_factory=list)


def prelabel(
    pictures: Sequence[FoundFile],
    segmenter: Segmenter,
    writer: DraftWriter,
    copies: Path,
    tolerance: float = TOLERANCE,
    advance: Callable[[], None] = lambda: None,
) -> Prelabelled:
    """Draft the labels of pictures and copy these beside them.

    Args:
        pictures: The pictures.
        segmenter: Finds the road.
        writer: Writes the drafts.
        copies: Where the pictures are copied to.
        tolerance: How far the outline may move where corners are left out, pixels.
        advance: Called after each picture.

    Raises:
        OutputError: A file cannot be written.
    """
    done = Prelabelled()
    taken: set[str] = set()
    for picture in pictures:
        key = picture.path.relative_to(picture.root).with_suffix("").as_posix()
        if key in taken:
            what = f"would be named {key} as another picture: rename one"
            done.problems.append(FileProblem(str(picture.path), what))
            advance()
            continue
        try:
            image = read_image(picture.path)
        except InputError as error:
            problem = FileProblem(str(picture.path), what_of(error, picture.path))
            done.problems.append(problem)
        else:
            taken.add(key)
            mask = segmenter(image).mask
            rings = draft_rings(mask, tolerance)
            size = (image.shape[0], image.shape[1])
            draft = Draft(key, picture.path, size, mask, rings)
            with replacing(copies / draft.file) as temporary:
                shutil.copyfile(picture.path, temporary)
            writer.add(draft)
            done.names.append(key)
            done.without_road += not rings
        advance()
    if done.names:
        writer.finish()
    return done


def writer_of(kind: DraftFormat, out: Path, label: str = LABEL) -> tuple[DraftWriter, Path]:
    """Return what writes a format, and where it wants the pictures.

    Args:
        kind: The format.
        out: The folder of the drafts.
        label: The class of the polygons.

    Raises:
        OutputError: Something is in that folder already.
    """
    require_empty(out)
    match kind:
        case DraftFormat.LABELME:
            return LabelmeWriter(out, label), out
        case DraftFormat.CVAT:
            return CvatWriter(out, label), out / "images"
        case DraftFormat.COCO:
            return CocoWriter(out, label), out / "images"
        case DraftFormat.MASKS:
            return MaskWriter(out), out / "images"
        case _:
            assert_never(kind)


def require_empty(out: Path) -> None:
    """Make sure that a folder for results is new or empty.

    Raises:
        OutputError: It is not.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise OutputError(f"{out} is not empty: nothing was written.", code="import-taken")
