"""`NetworkConfig`: which network, and how wide."""

from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

NetworkName: TypeAlias = Literal[
    "roadeye",
    "efficientnet_lite0",
    "mobilenet_v2",
    "mobilenet_v1",
    "mobilenet_v2_fpn",
    "vgg16_fcn8",
]


class NetworkConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Choose a network; the defaults are those of `roadeye`.

    Attributes:
        name: The network.
        alpha: Width of a MobileNet body relative to the published one; others have one width.
        decoder_width: Channels of the decoder at stride 16 and 8; half of them at stride 4.
        context: Blocks of 7×7 depthwise convolutions at stride 16; only `roadeye` has them.
        outputs: Maps of logits, one per meaning of road.
    """

    name: NetworkName = "roadeye"
    alpha: Annotated[float, Meta(ge=0.1, le=1.4)] = 1.0
    decoder_width: Annotated[int, Meta(ge=8, le=512, multiple_of=2)] = 96
    context: Annotated[int, Meta(ge=0, le=8)] = 2
    outputs: Annotated[int, Meta(ge=1, le=8)] = 1
