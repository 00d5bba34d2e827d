"""MobileNetV1's backbone in the layer names of `keras.applications`, so that its weights fit.

Howard et al., MobileNets (2017).
"""

from typing import NamedTuple

import keras

from roadeye.training.networks.conv_bn_act import ConvBnAct
from roadeye.training.networks.features import Features, Tensor


class Block(NamedTuple):
    """Describe one depthwise separable block."""

    filters: int
    stride: int = 1


BLOCKS = (
    Block(64),
    Block(128, 2), Block(128),
    Block(256, 2), Block(256),
    Block(512, 2), Block(512), Block(512), Block(512), Block(512), Block(512),
)  # fmt: skip
LAST_AT_STRIDE_4, LAST_AT_STRIDE_8, FIRST_AT_STRIDE_16 = 3, 5, 6  # blocks count from 1


def backbone(pixels: Tensor, alpha: float) -> Features:
    """Build the backbone up to stride 16 over RGB pixels 0..255.

    The two blocks at stride 32 are left out; the depthwise convolutions at stride 16 look twice
    as far (dilation 2) instead, but for the first, which makes the stride.

    Args:
        pixels: The picture.
        alpha: Width relative to the published network.
    """
    x = keras.layers.Rescaling(1 / 127.5, offset=-1.0, name="scale_pixels")(pixels)
    x = ConvBnAct("conv1", "conv1_bn").conv(x, int(32 * alpha), 3, stride=2)
    outputs = {}
    for index, block in enumerate(BLOCKS, start=1):
        depthwise, pointwise = f"conv_dw_{index}", f"conv_pw_{index}"
        x = ConvBnAct(depthwise, f"{depthwise}_bn").depthwise(
            x, stride=block.stride, dilation=2 if index > FIRST_AT_STRIDE_16 else 1
        )
        x = ConvBnAct(pointwise, f"{pointwise}_bn").conv(x, int(block.filters * alpha))
        outputs[index] = x
    return Features(outputs[LAST_AT_STRIDE_4], outputs[LAST_AT_STRIDE_8], outputs[len(BLOCKS)])
