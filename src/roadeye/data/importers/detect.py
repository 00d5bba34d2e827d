"""Find the format of labels by what lies in a folder."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

from roadeye.data.detect import LAYOUTS
from roadeye.data.importers import (
    bdd100k,
    coco,
    comma10k,
    cvat,
    labelme,
    mapillary,
    plain,
    roboflow,
    supervisely,
    voc,
    yolo,
)
from roadeye.data.importers.annotation import Annotated, Labels, Reader
from roadeye.errors import InputError
from roadeye.problems import FileProblem

READERS: tuple[Reader, ...] = (
    supervisely.READER,
    mapillary.READER,
    bdd100k.READER,
    voc.READER,
    roboflow.READER,
    yolo.READER,
    comma10k.READER,
    cvat.READER,
    coco.READER,
    labelme.READER,
    plain.READER,
)
"""The first that knows its format reads; those with more of their own come first."""


def read_labels(src: Path) -> Labels:
    """Find the labelled pictures of a folder or file, in whichever format; no picture is decoded.

    A picture that two files annotate, or whose name another has too, is left to the problems.

    Raises:
        InputError: There is nothing, or in no known format.
    """
    if not src.exists():
        raise InputError(f"{src} does not exist; give the folder or the file of a labelling tool.")
    for reader in READERS:
        if (labels := reader.read(src)) is not None:
            return _each_once(labels)
    for layout in LAYOUTS:
        if src.is_dir() and layout.matches(src):
            raise InputError(f"{src} is a data set already ({layout.name}): it needs no import.")
    known = "; ".join(f"{reader.format}: {reader.looks_like}" for reader in READERS)
    raise InputError(f"{src} is in no known label format. Known formats: {known}.")


def _each_once(labels: Labels) -> Labels:
    by_image: dict[Path, list[Annotated]] = {}
    for one in labels.pictures:
        by_image.setdefault(one.image.resolve(), []).append(one)
    problems = list(labels.problems)
    single: list[Annotated] = []
    for several in by_image.values():
        if len(several) == 1:
            single.append(several[0])
            continue
        sources = sorted({str(one.source.name) for one in several})
        what = f"is annotated {len(several)} times, in {' and '.join(sources)}: keep one"
        problems.append(FileProblem(several[0].image.name, what))
    keys = Counter(one.key for one in single)
    problems += [
        FileProblem(one.image.name, f"would be named {one.key} as another picture: rename one")
        for one in single
        if keys[one.key] > 1
    ]
    once = sorted((one for one in single if keys[one.key] == 1), key=lambda one: one.key)
    return replace(labels, pictures=tuple(once), problems=tuple(problems))
