"""What a draft of labels may be; the command's help needs no more than this."""

from enum import StrEnum

LABEL = "road"
TOLERANCE = 2.0


class DraftFormat(StrEnum):
    """The formats of drafts."""

    LABELME = "labelme"
    CVAT = "cvat"
    COCO = "coco"
    MASKS = "masks"
