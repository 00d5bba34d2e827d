"""Supervisely: `meta.json`, and in each data set `img/` with `ann/NAME.jpg.json`."""

import zlib
from base64 import b64decode
from binascii import Error as Base64Error
from collections import Counter
from pathlib import Path

import msgspec
import numpy as np

from roadeye.arrays import Size
from roadeye.data.files import scan
from roadeye.data.importers.annotation import Annotated, Bitmap, Labels, Reader, Reading, Region
from roadeye.data.importers.json_file import is_json_with, read_json
from roadeye.data.importers.pictures import pictures_below, unannotated
from roadeye.errors import InputError
from roadeye.io.decode import decode
from roadeye.problems import FileProblem

_MOST_BITMAP = 1 << 30  # bytes; what a picture of `MAX_PIXELS` can need, and a bomb does not


class _Class(msgspec.Struct):
    title: str


class _Meta(msgspec.Struct):
    classes: list[_Class]


class _Points(msgspec.Struct):
    exterior: list[tuple[float, float]] = []
    interior: list[list[tuple[float, float]]] = []


class _Bitmap(msgspec.Struct):
    data: str
    origin: tuple[int, int]


class _Object(msgspec.Struct, rename="camel"):
    class_title: str
    geometry_type: str = "polygon"
    points: _Points | None = None
    bitmap: _Bitmap | None = None


class _Size(msgspec.Struct):
    height: int
    width: int


class _File(msgspec.Struct):
    size: _Size
    objects: list[_Object] = []


def _matches(src: Path) -> bool:
    """Tell whether a folder holds a Supervisely project."""
    return is_json_with(src / "meta.json", "classes")


def read(src: Path) -> Labels | None:
    """Find the pictures of all data sets of a project."""
    if not _matches(src):
        return None
    classes = read_json(src / "meta.json", _Meta, "Supervisely meta.json").classes
    known = pictures_below(src)
    problems, found, named = [], [], set()
    for inside, path in scan(src, frozenset({".json"})).files:
        if Path(inside).name != "ann":
            continue
        try:
            content = read_json(path, _File, "Supervisely annotation")
        except InputError as error:
            problems.append(FileProblem(str(path.relative_to(src)), str(error)))
            named.add((path.parent.parent / "img" / path.stem).resolve())
            continue
        image = known.find(f"img/{path.stem}", path.parent.parent)
        if image is None:
            problems.append(FileProblem(str(path.relative_to(src)), "annotates no picture in img/"))
            continue

        def regions(_: Size, content: _File = content) -> Reading:
            return _reading(content.objects)

        size = content.size.height, content.size.width
        found.append(Annotated(known.key(image), image, path, regions, size))
        named.add(image.resolve())
    found += [one for one in unannotated(known, named) if one.image.parent.name == "img"]
    titles = tuple(one.title for one in classes)
    return Labels("Supervisely", src, tuple(found), titles, problems=tuple(problems))


def _reading(objects: list[_Object]) -> Reading:
    regions: list[Region] = []
    remarks: Counter[str] = Counter()
    for one in objects:
        label, kind = one.class_title, one.geometry_type
        if kind == "bitmap" and one.bitmap is not None:
            regions.append(Region(label, bitmap=_bitmap(one.bitmap)))
        elif kind == "polygon" and one.points is not None:
            rings = (one.points.exterior, *one.points.interior)
            regions.append(
                Region(label, tuple(np.array(r, np.float64).reshape(-1, 2) for r in rings))
            )
        elif kind == "rectangle" and one.points is not None and len(one.points.exterior) == 2:
            (x0, y0), (x1, y1) = one.points.exterior
            corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
            regions.append(Region(label, (np.array(corners, np.float64),)))
        else:
            remarks[f"{kind} of {label}, which has no area"] += 1
    return Reading(tuple(regions), remarks)


def _bitmap(given: _Bitmap) -> Bitmap:
    """Decode a bitmap: a PNG, compressed by zlib, as base64; the area is what is not transparent."""
    try:
        inflater = zlib.decompressobj()
        content = inflater.decompress(b64decode(given.data), _MOST_BITMAP)
    except (zlib.error, Base64Error) as error:
        raise InputError("holds a bitmap that cannot be decoded") from error
    picture = decode(content, name="a bitmap").picture
    clear = "transparency" in picture.info or picture.mode in {"RGBA", "LA"}
    area = picture.convert("RGBA").getchannel("A") if clear else picture.convert("L")
    left, top = given.origin
    return Bitmap(top, left, np.asarray(area) > 0)


READER = Reader("Supervisely", "meta.json with img/ and ann/", read)
