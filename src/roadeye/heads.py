"""What counts as road: the heads that a model may have, and the meaning that labels may have."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

HeadName: TypeAlias = Literal["road", "drivable"]
"""What a head means by road; `DESCRIPTIONS` says it in words."""

LabelHead: TypeAlias = HeadName | Literal[""]
"""The head that labels teach and score; empty where nobody knows what they mean by road."""

ROAD: HeadName = "road"
DRIVABLE: HeadName = "drivable"

DESCRIPTIONS: Mapping[LabelHead, str] = {
    ROAD: "all road surface, including lanes and carriageways that this car cannot reach",
    DRIVABLE: "the road that this car can reach from where it is, as KITTI Road labels it",
}
