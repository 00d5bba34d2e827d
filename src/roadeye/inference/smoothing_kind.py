"""How the masks of a video may be steadied; the command's help needs no more than this."""

from enum import StrEnum


class Smoothing(StrEnum):
    """How the masks of a video are steadied."""

    FLOW = "flow"
    MEAN = "mean"
    OFF = "off"
