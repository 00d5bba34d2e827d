"""BDD100K's drivable maps, in both numberings that were published.

Yu et al.: BDD100K: A Diverse Driving Dataset for Heterogeneous Multitask Learning, CVPR 2020.
"""

from pathlib import Path

from roadeye.data.files import LABEL_SUFFIXES, scan
from roadeye.data.importers.annotation import Labels, Reader
from roadeye.data.importers.pictures import pictures_below
from roadeye.data.importers.values import Rgb, Values, pair
from roadeye.problems import FileProblem

_LAYOUTS: tuple[tuple[str, str, dict[int | Rgb, str]], ...] = (
    ("labels/drivable/masks", "", {0: "direct", 1: "alternative", 2: "background"}),
    ("drivable_maps/labels", "_drivable_id", {0: "background", 1: "direct", 2: "alternative"}),
)
"""Folder of the masks, the end of their names, and their numbers."""


def _matches(src: Path) -> bool:
    """Tell whether a folder holds drivable maps."""
    return any((src / folder).is_dir() for folder, _, _ in _LAYOUTS)


def read(src: Path) -> Labels | None:
    """Find the drivable maps and their pictures, in `images/`."""
    if not _matches(src):
        return None
    folder, ending, names = next(one for one in _LAYOUTS if (src / one[0]).is_dir())
    known = pictures_below(src, "images")
    pairs, problems = [], []
    for inside, mask in scan(src / folder, LABEL_SUFFIXES).files:
        if not mask.stem.endswith(ending):
            continue
        image = known.find(f"{inside}/{mask.stem.removesuffix(ending)}".lstrip("/"), src)
        if image is None:
            problems.append(
                FileProblem(str(mask.relative_to(src)), "is a label without a picture in images/")
            )
        else:
            pairs.append((image, mask))
    found, broken = pair(known, pairs, Values(names, strict=True))
    classes = tuple(names.values())
    return Labels("BDD100K", src, tuple(found), classes, problems=(*problems, *broken))


READER = Reader("BDD100K", "images/ with labels/drivable/masks/", read)
