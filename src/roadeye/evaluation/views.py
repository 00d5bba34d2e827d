"""In which view pictures are scored: as the camera took them, or from above."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from roadeye.arrays import Mask
from roadeye.data.dataset import Item
from roadeye.errors import InputError
from roadeye.evaluation.accumulator import ProbabilityMap
from roadeye.geometry.calibration import read_calibration
from roadeye.geometry.view import bands, from_above

See: TypeAlias = Callable[[Item, ProbabilityMap, Mask, Mask], tuple[ProbabilityMap, Mask, Mask]]
"""Turn the map, road and valid of a picture into those of a view, all three of one size.

Pixels of the view that show nothing of the picture are not valid. Raises `InputError` naming the
file where a picture cannot be turned."""


@dataclass(frozen=True)
class View:
    """Describe a view.

    Attributes:
        name: Its name on the command line.
        see: Turns a picture into the view.
        bands: Rows of the view by distance, such as `"6-16 m"`, to be scored on their own.
    """

    name: str
    see: See
    bands: Mapping[str, slice] = field(default_factory=dict)


def _as_taken(
    item: Item,  # noqa: ARG001 (other views need its calibration)
    given: ProbabilityMap,
    road: Mask,
    valid: Mask,
) -> tuple[ProbabilityMap, Mask, Mask]:
    return given, road, valid


def _from_above(
    item: Item, given: ProbabilityMap, road: Mask, valid: Mask
) -> tuple[ProbabilityMap, Mask, Mask]:
    if item.calibration is None:
        raise InputError(
            f"{item.image} has no calibration, which the view from above needs; score it in the "
            "view `image`."
        )
    return from_above(given, road, valid, read_calibration(item.calibration))


IMAGE = View("image", _as_taken)

BEV = View("bev", _from_above, bands())

VIEWS = {view.name: view for view in (IMAGE, BEV)}


def find_view(name: str) -> View:
    """Return the view of a name.

    Raises:
        InputError: There is no such view.
    """
    if name not in VIEWS:
        raise InputError(f"there is no view {name!r}; give one of {', '.join(VIEWS)}.")
    return VIEWS[name]
