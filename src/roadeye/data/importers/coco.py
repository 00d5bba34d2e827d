"""COCO: JSON files with polygons or run lengths; also how Roboflow, CVAT and others export.

Lin et al.: Microsoft COCO: Common Objects in Context, ECCV 2014.
"""

from collections import Counter
from pathlib import Path
from typing import TypeAlias

import msgspec
import numpy as np

from roadeye.arrays import Mask, Size
from roadeye.data.files import files_in
from roadeye.data.importers.annotation import Annotated, Bitmap, Labels, Reader, Reading, Region
from roadeye.data.importers.json_file import read_json_with
from roadeye.data.importers.pictures import Pictures, pictures_below, unannotated
from roadeye.errors import InputError, MissingExtraError
from roadeye.problems import FileProblem, what_of


class _RunLengths(msgspec.Struct):
    counts: str | list[int]
    size: tuple[int, int]


_Segmentation: TypeAlias = list[list[float]] | _RunLengths


class _Image(msgspec.Struct):
    id: int | str
    file_name: str
    height: int | None = None
    width: int | None = None


class _Annotation(msgspec.Struct):
    image_id: int | str
    category_id: int
    segmentation: _Segmentation | None = None


class _Category(msgspec.Struct):
    id: int
    name: str


class _File(msgspec.Struct):
    images: list[_Image]
    annotations: list[_Annotation]
    categories: list[_Category]


def read(src: Path) -> Labels | None:
    """Find the pictures of all COCO files of a folder, also in `annotations/` or a split's folder."""
    candidates = _candidates(src)
    if not candidates:
        return None
    root = src.parent if src.is_file() else src
    known = pictures_below(root)
    found: list[Annotated] = []
    problems: list[FileProblem] = []
    classes: list[str] = []
    files = 0
    for path in candidates:
        name = str(path.relative_to(root))
        try:
            content = read_json_with(path, _File, "COCO file", *_File.__struct_fields__)
        except InputError as error:
            files += 1
            problems.append(FileProblem(name, what_of(error, path)))
            continue
        if content is not None:
            files += 1
            classes += [category.name for category in content.categories]
            _add(path, name, content, known, found, problems)
    if not files:
        return None
    named = {one.image.resolve() for one in found}
    if not src.is_file() and not problems:  # whatever is wrong may be about any of the others
        found += unannotated(known, named)
    once = tuple(dict.fromkeys(classes))
    return Labels("COCO", root, tuple(found), once, problems=tuple(problems))


def _candidates(src: Path) -> list[Path]:
    if src.is_file():
        return [src]
    folders = [src, src / "annotations", *(src / split for split in ("train", "valid", "test"))]
    return [path for one in folders for path in files_in(one, frozenset({".json"}))]


def _add(
    path: Path,
    name: str,
    content: _File,
    known: Pictures,
    found: list[Annotated],
    problems: list[FileProblem],
) -> None:
    names = {category.id: category.name for category in content.categories}
    of_image: dict[int | str, list[_Annotation]] = {}
    for annotation in content.annotations:
        of_image.setdefault(annotation.image_id, []).append(annotation)
    for image in content.images:
        file = known.find(image.file_name, path.parent)
        if file is None:
            problems.append(FileProblem(name, f"annotates {image.file_name}, which is not there"))
            continue
        size = None
        if image.height is not None and image.width is not None:
            size = image.height, image.width
        own = of_image.pop(image.id, [])

        def regions(size: Size, own: list[_Annotation] = own) -> Reading:
            return _reading(own, names, size)

        found.append(Annotated(known.key(file), file, path, regions, size))
    if of_image:
        count = sum(map(len, of_image.values()))
        problems.append(
            FileProblem(name, f"has {count} annotations of pictures that it does not list")
        )


def _reading(annotations: list[_Annotation], names: dict[int, str], size: Size) -> Reading:
    regions: list[Region] = []
    remarks: Counter[str] = Counter()
    for one in annotations:
        label = names.get(one.category_id, f"category {one.category_id}")
        match one.segmentation:
            case _RunLengths():
                regions.append(Region(label, bitmap=Bitmap(0, 0, _decoded(one.segmentation, size))))
            case [*polygons] if any(len(flat) >= 6 for flat in polygons):
                # COCO's several polygons of an object are parts of it, not holes.
                regions += [
                    Region(
                        label, (np.array(flat[: len(flat) // 2 * 2], np.float64).reshape(-1, 2),)
                    )
                    for flat in polygons
                    if len(flat) >= 6
                ]
            case _:
                remarks[f"box of {label}, which says no area"] += 1
    return Reading(tuple(regions), remarks)


def _decoded(runs: _RunLengths, size: Size) -> Mask:
    """Decode run lengths along the columns, compressed as text or not."""
    height, width = size
    counts: object = runs.counts
    pixels = sum(counts) if isinstance(counts, list) else height * width
    if runs.size != size or pixels != height * width:
        raise InputError(
            f"holds run lengths of {pixels} pixels, {runs.size[1]}×{runs.size[0]}, for a picture of "
            f"{width}×{height}"
        )
    try:
        from pycocotools import mask
    except ImportError as error:
        raise MissingExtraError("reading COCO's run lengths", "labels") from error
    try:
        given = {"counts": counts, "size": [height, width]}
        compressed = mask.frPyObjects(given, height, width) if isinstance(counts, list) else given
        inside: Mask = np.ascontiguousarray(mask.decode(compressed)) > 0
    except (ValueError, TypeError) as error:
        raise InputError(f"holds run lengths that cannot be decoded ({error})") from error
    return inside


READER = Reader("COCO", "a JSON file with images, annotations and categories", read)
