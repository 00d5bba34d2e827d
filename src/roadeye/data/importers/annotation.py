"""What the files of a labelling tool say, whatever the tool: areas of named classes on pictures."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from roadeye.arrays import Mask, Size
from roadeye.data.files import LeftOut
from roadeye.geometry.polygon_fill import Ring
from roadeye.problems import FileProblem


@dataclass(frozen=True, eq=False)
class Bitmap:
    """Hold an area pixel by pixel.

    Attributes:
        top: Row of the picture at which it begins; may be negative.
        left: Column at which it begins.
        inside: True where the area is.
    """

    top: int
    left: int
    inside: Mask


@dataclass(frozen=True, eq=False)
class Region:
    """Hold one area of one class, as outlines or pixel by pixel.

    Attributes:
        label: The class.
        rings: Its outlines and holes; empty where it is a bitmap.
        bitmap: Its pixels.
    """

    label: str
    rings: tuple[Ring, ...] = ()
    bitmap: Bitmap | None = None


@dataclass(frozen=True, eq=False)
class Reading:
    """Hold what one picture's annotation says.

    Attributes:
        regions: The areas; one that comes later lies on top.
        remarks: What was passed over or decided, with how many there were:
            `{"line, which has no area": 2}`.
    """

    regions: tuple[Region, ...] = ()
    remarks: Counter[str] = field(default_factory=Counter)


def no_regions(_: Size) -> Reading:
    """Read a picture that nobody has annotated."""
    return Reading()


@dataclass(frozen=True, eq=False)
class Annotated:
    """Name a picture and what annotates it.

    Attributes:
        key: Its name in the data set to be written: folders below, no suffix.
        image: The picture's file.
        source: The file with the annotation; the picture's own where there is none.
        read: Reads the areas; takes the (height, width) of the picture as the tool saw it.
        size: That size, where the tool wrote it down.
    """

    key: str
    image: Path
    source: Path
    read: Callable[[Size], Reading] = no_regions
    size: Size | None = None


@dataclass(frozen=True, eq=False)
class Labels:
    """Hold what was found in a folder or file of a labelling tool.

    Attributes:
        format: The tool or format, for people: `"labelme"`.
        root: Where files are named from.
        pictures: The pictures, annotated or not.
        classes: The classes that the format declares; others may be in use.
        not_labelled: Classes by which the format says that a pixel has no label.
        left_out: Files that are not read.
        problems: Files that cannot be read, and annotations without a picture.
        notes: What was decided for all of them, a sentence each.
    """

    format: str
    root: Path
    pictures: tuple[Annotated, ...]
    classes: tuple[str, ...] = ()
    not_labelled: frozenset[str] = frozenset()
    left_out: tuple[LeftOut, ...] = ()
    problems: tuple[FileProblem, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reader:
    """Describe one format of labels.

    Attributes:
        format: Its name.
        looks_like: What it is recognised by, for messages.
        read: Finds the pictures and their annotations; None where a folder or file is of another
            format.
    """

    format: str
    looks_like: str
    read: Callable[[Path], Labels | None]
