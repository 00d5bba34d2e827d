"""labelme: a JSON file beside each picture.

Points are in the picture as it is seen: labelme turns it as EXIF asks before anybody labels it
(`apply_exif_orientation` in its `utils/image.py`, version 6.3.1), and writes that size.
"""

from base64 import b64decode
from binascii import Error as Base64Error
from collections import Counter
from itertools import islice
from math import cos, pi, sin
from pathlib import Path

import msgspec
import numpy as np

from roadeye.arrays import Size
from roadeye.data.files import scan
from roadeye.data.importers.annotation import Annotated, Bitmap, Labels, Reader, Reading, Region
from roadeye.data.importers.json_file import is_json_with, read_json
from roadeye.data.importers.pictures import Pictures, pictures_below, unannotated
from roadeye.errors import InputError
from roadeye.geometry.polygon_fill import Ring
from roadeye.io.images import read_unchanged
from roadeye.problems import FileProblem, what_of

_LOOKED_AT = 20  # JSON files by which a folder is recognised
_CIRCLE = 128  # corners of the polygon that stands for a circle


class _Shape(msgspec.Struct):
    label: str
    points: list[tuple[float, float]]
    shape_type: str | None = "polygon"
    mask: str | None = None


class _File(msgspec.Struct, rename="camel"):
    image_path: str
    shapes: list[_Shape]
    image_height: int | None = None
    image_width: int | None = None


def _matches(src: Path) -> bool:
    """Tell whether a folder holds a labelme file, or a file is one."""
    files = [src] if src.is_file() else (path for _, path in scan(src, frozenset({".json"})).files)
    return any(is_json_with(path, "shapes", "imagePath") for path in islice(files, _LOOKED_AT))


def read(src: Path) -> Labels | None:
    """Find all pictures below a folder, and the labelme files that annotate them."""
    if not _matches(src):
        return None
    root = src.parent if src.is_file() else src
    files = [src] if src.is_file() else [p for _, p in scan(src, frozenset({".json"})).files]
    known = pictures_below(root)
    found, problems, broken = [], [], set()
    for path in files:
        try:
            found.append(_annotated(path, known))
        except InputError as error:
            broken.add(path)
            problems.append(FileProblem(str(path.relative_to(root)), what_of(error, path)))
    annotated = {one.image.resolve() for one in found}
    if not src.is_file():
        alone = unannotated(known, annotated)
        found += [one for one in alone if one.image.with_suffix(".json") not in broken]
    return Labels("labelme", root, tuple(found), problems=tuple(problems))


def _annotated(path: Path, known: Pictures) -> Annotated:
    content = read_json(path, _File, "labelme file")
    image = known.find(content.image_path, path.parent)
    if image is None:
        raise InputError(f"annotates {content.image_path}, which is not there")
    size = None
    if content.image_height is not None and content.image_width is not None:
        size = content.image_height, content.image_width

    def regions(_: Size) -> Reading:
        return _reading(content.shapes)

    return Annotated(known.key(image), image, path, regions, size)


def _reading(shapes: list[_Shape]) -> Reading:
    regions: list[Region] = []
    remarks: Counter[str] = Counter()
    for shape in shapes:
        kind = shape.shape_type or "polygon"
        points = np.array(shape.points, np.float64).reshape(-1, 2)
        if kind in {"polygon", "oriented_rectangle"} and len(points) > 2:
            regions.append(Region(shape.label, (points,)))
        elif kind == "rectangle" and len(points) == 2:
            regions.append(Region(shape.label, (_box(points),)))
        elif kind == "circle" and len(points) == 2:
            regions.append(Region(shape.label, (_circle(points),)))
        elif kind == "mask" and len(points) == 2 and shape.mask is not None:
            regions.append(Region(shape.label, bitmap=_bitmap(points, shape.mask)))
        else:
            remarks[f"{kind} of {shape.label}, which has no area"] += 1
    return Reading(tuple(regions), remarks)


def _box(points: Ring) -> Ring:
    (x0, y0), (x1, y1) = points
    return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])


def _circle(points: Ring) -> Ring:
    (x, y), edge = points
    radius = float(np.hypot(*(edge - points[0])))
    angles = [2 * pi * step / _CIRCLE for step in range(_CIRCLE)]
    return np.array([(x + radius * cos(a), y + radius * sin(a)) for a in angles])


def _bitmap(points: Ring, mask: str) -> Bitmap:
    try:
        inside = read_unchanged(b64decode(mask), name="the mask of a shape")
    except Base64Error as error:
        raise InputError("holds a mask that is not base64") from error
    left, top = (int(value) for value in points[0])
    return Bitmap(top, left, (inside if inside.ndim == 2 else inside[..., 0]) > 0)


READER = Reader("labelme", "JSON files with shapes and imagePath", read)
