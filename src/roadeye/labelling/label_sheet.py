"""A contact sheet of pictures with their labels."""

from collections.abc import Iterable, Sequence

import numpy as np

from roadeye.arrays import AnyImage, Gray, Image
from roadeye.data.importers.annotation import Annotated
from roadeye.data.importers.paint import NOT_LABELLED, ROAD, Roles
from roadeye.data.importers.write import painted_mask
from roadeye.draw.contact_sheet import Tile, contact_sheet
from roadeye.draw.overlay import overlay
from roadeye.errors import InputError
from roadeye.io.images import read_image

SHOWN = 12
_UNKNOWN = (60, 60, 60)


def label_sheet(pictures: Sequence[Annotated], roles: Roles) -> Image:
    """Return a few pictures, spread over all of them, with the masks that they would have.

    Those that cannot be read are passed over.

    Args:
        pictures: Annotated pictures.
        roles: Which classes are road.
    """
    step = max(1, len(pictures) / SHOWN)
    numbers = range(min(SHOWN, len(pictures)))
    return contact_sheet(list(_tiles([pictures[int(number * step)] for number in numbers], roles)))


def with_label(image: AnyImage, mask: Gray) -> AnyImage:
    """Return a picture with its road coloured and what is not labelled darkened."""
    unknown = mask == NOT_LABELLED
    shown = image.copy()
    shown[unknown] = (shown[unknown] // 4 + np.array(_UNKNOWN) * 3 // 4).astype(np.uint8)
    return overlay(shown, mask == ROAD)


def _tiles(pictures: Iterable[Annotated], roles: Roles) -> Iterable[Tile]:
    for one in pictures:
        try:
            mask = painted_mask(one, roles)[1].mask
            yield with_label(read_image(one.image), mask), one.key
        except InputError:
            continue
