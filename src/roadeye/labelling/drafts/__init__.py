"""Drafts of labels as labelling tools read them; a file per format."""

from enum import StrEnum

LABEL = "road"
TOLERANCE = 2.0
"""Pixels by which simplified outlines may move."""


class DraftFormat(StrEnum):
    """The formats of drafts."""

    LABELME = "labelme"
    CVAT = "cvat"
    COCO = "coco"
    MASKS = "masks"
