"""What the converters of all formats are given."""

from dataclasses import dataclass
from enum import StrEnum

from roadeye.arrays import AnyImage


class Ends(StrEnum):
    """Numbers in which a network of whole numbers takes pixels and gives probabilities."""

    FLOAT32 = "float32"
    INT8 = "int8"


@dataclass(frozen=True)
class Wanted:
    """Say how to convert, beyond the format.

    Attributes:
        calibration: Pictures whose values set the ranges of a network of whole numbers.
        ends: Its numbers at both ends.
    """

    calibration: tuple[AnyImage, ...] = ()
    ends: Ends = Ends.FLOAT32
