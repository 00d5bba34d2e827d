"""Drafts of labels as labelling tools read them; a file per format."""

from enum import StrEnum

LABEL = "road"
TOLERANCE = 2.0


class DraftFormat(StrEnum):
    """The formats of drafts."""

    LABELME = "labelme"
    CVAT = "cvat"
    COCO = "coco"
    MASKS = "masks"
