"""`NetworkConfig`: which network, and how wide."""

from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

from roadeye.heads import HeadName

NetworkName: TypeAlias = Literal[
    "roadeye",
    "efficientnet_lite0",
    "mobilenet_v2",
    "mobilenet_v1",
    "mobilenet_v2_fpn",
    "vgg16_fcn8",
]


class NetworkConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The network; the defaults are those of `roadeye`.

    Attributes:
        name: Name of the network.
        alpha: Width of a MobileNet backbone, relative to the published one; other networks ignore
            it.
        decoder_width: Channels of the decoder at strides 16 and 8; half as many at stride 4.
        context: Number of 7×7 depthwise blocks at stride 16; only in `roadeye`.
        heads: The heads, without repetition; prediction uses the first. If empty, one head learns
            from all data sets.
    """

    name: NetworkName = "roadeye"
    alpha: Annotated[float, Meta(ge=0.1, le=1.4)] = 1.0
    decoder_width: Annotated[int, Meta(ge=8, le=512, multiple_of=2)] = 96
    context: Annotated[int, Meta(ge=0, le=8)] = 2
    heads: tuple[HeadName, ...] = ()

    def __post_init__(self) -> None:
        if len(set(self.heads)) < len(self.heads):
            raise ValueError(f"heads {', '.join(self.heads)} names one twice")

    @property
    def outputs(self) -> int:
        """Maps of logits that the network gives."""
        return max(1, len(self.heads))

    def head_index(self, labels: str) -> int:
        """Return the position of the head that labels teach.

        That is the first, the one that prediction gives, where nobody knows what labels mean.
        """
        names: tuple[str, ...] = self.heads
        return names.index(labels) if len(names) > 1 and labels in names else 0
