"""What an editor would say about a set of labels."""

from dataclasses import dataclass
from enum import StrEnum


class FindingKind(StrEnum):
    """What can be odd."""

    SHIFTED = "shifted"
    OTHER_PICTURE = "label of another picture"
    DISAGREES = "label and model disagree"
    LEAKED = "near-duplicates in train and val"
    DUPLICATES = "near-duplicates"
    SPECKS = "holes and specks"
    NO_ROAD = "no road"
    ONLY_ROAD = "almost only road"
    DARK = "dark or bright"
    SIZES = "sizes"


@dataclass(frozen=True)
class Finding:
    """Hold one thing that is odd.

    Attributes:
        kind: What.
        told: A sentence with the figures.
        names: The pictures, the worst first.
        beside: For each of them another picture that belongs to it; empty where none does.
    """

    kind: FindingKind
    told: str
    names: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
