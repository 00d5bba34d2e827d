"""CVAT for images 1.1: one XML file for all pictures.

Points are in the picture at the width and height that stand beside them: as it is seen since CVAT
2.1 (2022, `image_size_within_orientation` in its `media_extractors.py`), as it is stored before.
"""

from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np

from roadeye.arrays import Mask, Size
from roadeye.data.files import files_in
from roadeye.data.importers.annotation import Annotated, Bitmap, Labels, Reader, Reading, Region
from roadeye.data.importers.pictures import Pictures, pictures_below, unannotated
from roadeye.errors import InputError
from roadeye.geometry.polygon_fill import Ring
from roadeye.geometry.run_lengths import from_run_lengths
from roadeye.problems import FileProblem

_START = 4096  # bytes by which a file is recognised
_ELLIPSE = np.linspace(0.0, 2 * np.pi, 128, endpoint=False)


def _matches(src: Path) -> bool:
    """Tell whether a folder holds a CVAT file, or a file is one."""
    return any(map(_is_cvat, _files(src)))


def read(src: Path) -> Labels | None:
    """Find the pictures of all CVAT files in a folder."""
    if not _matches(src):
        return None
    root = src.parent if src.is_file() else src
    known = pictures_below(root)
    found: list[Annotated] = []
    problems: list[FileProblem] = []
    classes: list[str] = []
    for path in filter(_is_cvat, _files(src)):
        try:
            _read_file(path, known, found, problems, classes)
        except (ET.ParseError, KeyError, ValueError) as error:
            problems.append(FileProblem(path.name, f"is not a whole CVAT file: {error}"))
    named = {one.image.resolve() for one in found}
    if not src.is_file() and not problems:  # whatever is wrong may be about any of the others
        found += unannotated(known, named)
    once = tuple(dict.fromkeys(classes))
    return Labels("CVAT for images 1.1", root, tuple(found), once, problems=tuple(problems))


def _files(src: Path) -> list[Path]:
    return [src] if src.is_file() else files_in(src, frozenset({".xml"}))


def _is_cvat(path: Path) -> bool:
    if path.suffix.lower() != ".xml":
        return False
    with path.open("rb") as file:
        start = file.read(_START)
    return b"<annotations" in start and (b"<meta" in start or b"<image " in start)


def _read_file(
    path: Path,
    known: Pictures,
    found: list[Annotated],
    problems: list[FileProblem],
    classes: list[str],
) -> None:
    for _, element in ET.iterparse(path):
        if element.tag == "track":
            raise InputError(
                f"{path} is CVAT for video, with tracks: export the task as CVAT for images 1.1."
            )
        if element.tag == "label" and (name := element.findtext("name")):
            classes.append(name)
        if element.tag != "image":
            continue
        image = known.find(element.attrib["name"], path.parent)
        if image is None:
            what = f"annotates {element.attrib['name']}, which is not there"
            problems.append(FileProblem(path.name, what))
        else:
            size = int(element.attrib["height"]), int(element.attrib["width"])
            reading = _reading(list(element))

            def regions(_: Size, reading: Reading = reading) -> Reading:
                return reading

            found.append(Annotated(known.key(image), image, path, regions, size))
        element.clear()


def _reading(shapes: list[ET.Element]) -> Reading:
    regions: list[Region] = []
    remarks: Counter[str] = Counter()
    for shape in sorted(shapes, key=lambda one: int(one.attrib.get("z_order", 0))):
        label = shape.attrib.get("label", "")
        match shape.tag:
            case "polygon":
                regions.append(Region(label, (_points(shape.attrib["points"]),)))
            case "box":
                regions.append(Region(label, (_box(shape.attrib),)))
            case "ellipse":
                regions.append(Region(label, (_ellipse(shape.attrib),)))
            case "mask":
                regions.append(Region(label, bitmap=_bitmap(shape.attrib)))
            case "tag":
                pass
            case _:
                remarks[f"{shape.tag} of {label}, which has no area"] += 1
    return Reading(tuple(regions), remarks)


def _points(text: str) -> Ring:
    """Read `x,y;x,y;…`."""
    pairs = [pair.split(",") for pair in text.split(";")]
    return np.array([(float(x), float(y)) for x, y in pairs], np.float64).reshape(-1, 2)


def _box(given: dict[str, str]) -> Ring:
    x0, y0, x1, y1 = (float(given[key]) for key in ("xtl", "ytl", "xbr", "ybr"))
    corners = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
    return _turned(corners, float(given.get("rotation", 0)))


def _ellipse(given: dict[str, str]) -> Ring:
    x, y, across, up = (float(given[key]) for key in ("cx", "cy", "rx", "ry"))
    edge = np.stack([x + across * np.cos(_ELLIPSE), y + up * np.sin(_ELLIPSE)], axis=1)
    return _turned(edge, float(given.get("rotation", 0)))


def _turned(ring: Ring, degrees: float) -> Ring:
    """Turn a ring around its middle, clockwise as it is seen."""
    middle, angle = (ring.min(axis=0) + ring.max(axis=0)) / 2, np.radians(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return np.asarray((ring - middle) @ turn + middle)


def _bitmap(given: dict[str, str]) -> Bitmap:
    size = int(given["height"]), int(given["width"])
    counts = [int(count) for count in given["rle"].split(",")]
    return Bitmap(int(given["top"]), int(given["left"]), run_lengths(counts, size))


def run_lengths(counts: list[int], size: Size) -> Mask:
    """Return the area of runs along the rows, outside and inside in turn, outside first.

    >>> run_lengths([1, 2, 3], (2, 3)).astype(int).tolist()
    [[0, 1, 1], [0, 0, 0]]

    Raises:
        ValueError: The runs are longer or shorter than the area.
    """
    height, width = size
    if min(counts, default=0) < 0 or sum(counts) != height * width:
        raise ValueError(f"runs of {sum(counts)} pixels in an area of {height * width}")
    return from_run_lengths(counts, (width, height)).T  # COCO's run along the columns


READER = Reader("CVAT for images 1.1", "an XML file with <annotations>", read)
