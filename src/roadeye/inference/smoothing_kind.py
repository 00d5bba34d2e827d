"""How the masks of a video may be steadied; the command's help needs no more than this."""

from enum import StrEnum

from roadeye.errors import InputError


class Smoothing(StrEnum):
    """How the masks of a video are steadied."""

    FLOW = "flow"
    MEAN = "mean"
    OFF = "off"


def parse_smoothing(name: str) -> Smoothing:
    """Return what a name means.

    Raises:
        InputError: It means nothing.
    """
    if name not in list(Smoothing):
        raise InputError(f"{name!r} does not steady masks; give one of {', '.join(Smoothing)}.")
    return Smoothing(name)
