"""VOC's masks with a label map: `SegmentationClass/` and `labelmap.txt`; so CVAT exports masks.

Everingham et al.: The Pascal Visual Object Classes (VOC) Challenge, IJCV 2010.
"""

from pathlib import Path

from roadeye.data.files import LABEL_SUFFIXES, scan
from roadeye.data.importers.annotation import Labels, Reader
from roadeye.data.importers.pictures import Pictures, pictures_below
from roadeye.data.importers.values import Rgb, Values, pair
from roadeye.errors import InputError
from roadeye.io.small_file import read_small
from roadeye.problems import FileProblem

_MASKS, _TABLE = "SegmentationClass", "labelmap.txt"
_OUTLINE: Rgb = (224, 224, 192)
"""The colour that VOC draws around objects: these pixels have no label."""
NOT_LABELLED = "not labelled"
_MOST_BYTES = 1_000_000


def _matches(src: Path) -> bool:
    """Tell whether a folder holds `SegmentationClass`."""
    return (src / _MASKS).is_dir()


def read(src: Path) -> Labels | None:
    """Find the masks of a folder and their pictures, in `JPEGImages`, `images` or anywhere."""
    if not _matches(src):
        return None
    names = _names(src / _TABLE)
    others = [path.name for path in src.iterdir() if path.is_dir() and _is_of_pictures(path)]
    known = pictures_below(src, *sorted(others)) if others else pictures_below(src)
    masks = [path for _, path in scan(src / _MASKS, LABEL_SUFFIXES).files]
    pairs, problems = [], []
    for mask in masks:
        below = mask.relative_to(src / _MASKS).with_suffix("").as_posix()
        image = known.find(below, src)
        if image is None or image.is_relative_to(src / _MASKS):
            problems.append(FileProblem(f"{_MASKS}/{mask.name}", "is a label without a picture"))
        else:
            pairs.append((image, mask))
    if not others:  # then nobody knows which of the other files are pictures
        known = Pictures(src, tuple(image for image, _ in pairs))
    found, broken = pair(known, pairs, Values(names, in_colour=True, strict=bool(names)))
    classes = tuple(dict.fromkeys(names.values()))
    not_labelled = frozenset({NOT_LABELLED}) if names else frozenset[str]()
    return Labels(
        "VOC masks", src, tuple(found), classes, not_labelled, problems=(*problems, *broken)
    )


def _is_of_pictures(path: Path) -> bool:
    return not path.name.startswith((".", "Segmentation", "ImageSets", "Annotations"))


def _names(table: Path) -> dict[int | Rgb, str]:
    """Read lines such as `road:128,64,128::`; one without a colour has VOC's own for its place.

    Raises:
        InputError: A line is another.
    """
    if not table.is_file():
        return {}
    names: dict[int | Rgb, str] = {_OUTLINE: NOT_LABELLED}
    lines = read_small(table, _MOST_BYTES).decode("utf-8", "replace").splitlines()
    classes = [line for line in lines if line.strip() and not line.startswith("#")]
    for number, line in enumerate(classes):
        name, _, rest = line.partition(":")
        colour = rest.partition(":")[0]
        try:
            red, green, blue = map(int, colour.split(",")) if colour else voc_colour(number)
        except ValueError as error:
            raise InputError(
                f"{table} has the line {line[:60]!r}; expected such as road:128,64,128::"
            ) from error
        names[red, green, blue] = name.strip()
    return names


def voc_colour(number: int) -> Rgb:
    """Return the colour that VOC's palette has for a class: its bits, dealt out to the channels.

    >>> voc_colour(0), voc_colour(1), voc_colour(15), voc_colour(255)
    ((0, 0, 0), (128, 0, 0), (192, 128, 128), (224, 224, 192))
    """
    channels = [0, 0, 0]
    for place in range(7, -1, -1):
        for channel in range(3):
            channels[channel] |= (number >> channel & 1) << place
        number >>= 3
    return channels[0], channels[1], channels[2]


READER = Reader("VOC masks", "SegmentationClass/ (labelmap.txt)", read)
