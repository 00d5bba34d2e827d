"""MobileNetV2's backbone in the layer names of `keras.applications`, so that its weights fit.

Sandler et al., MobileNetV2 (2018).
"""

from typing import NamedTuple

import keras

from roadeye.training.networks.conv_bn_act import BN_MOMENTUM, ConvBnAct, make_divisible
from roadeye.training.networks.features import Features, Tensor


class Block(NamedTuple):
    """Describe one inverted residual block."""

    filters: int
    stride: int = 1


BLOCKS = (
    Block(16),
    Block(24, 2), Block(24),
    Block(32, 2), Block(32), Block(32),
    Block(64, 2), Block(64), Block(64), Block(64), Block(96), Block(96), Block(96),
    Block(160, 2), Block(160), Block(160), Block(320),
)  # fmt: skip
LAST_AT_STRIDE_4, LAST_AT_STRIDE_8, LAST_AT_STRIDE_16 = 2, 5, 12
FIRST_AT_STRIDE_16 = 6


def backbone(pixels: Tensor, alpha: float) -> Features:
    """Build the backbone up to stride 16 over RGB pixels 0..255.

    The blocks at stride 32 are left out; the depthwise convolutions at stride 16 look twice as
    far (dilation 2) instead. The first of them makes the stride, which excludes dilation.

    Args:
        pixels: The picture.
        alpha: Width relative to the published network.
    """
    x, outputs = stem(pixels, alpha), []
    for index in range(LAST_AT_STRIDE_16 + 1):
        dilation = 2 if index > FIRST_AT_STRIDE_16 else 1
        x, _ = block(x, index, alpha, dilation=dilation)
        outputs.append(x)
    return Features(
        stride4=outputs[LAST_AT_STRIDE_4],
        stride8=outputs[LAST_AT_STRIDE_8],
        stride16=outputs[LAST_AT_STRIDE_16],
    )


def stem(pixels: Tensor, alpha: float, momentum: float = BN_MOMENTUM) -> Tensor:
    """Scale pixels to -1..1 and apply the first convolution."""
    x = keras.layers.Rescaling(1 / 127.5, offset=-1.0, name="scale_pixels")(pixels)
    return ConvBnAct("Conv1", "bn_Conv1", momentum).conv(x, make_divisible(32 * alpha), 3, stride=2)


def block(
    x: Tensor, index: int, alpha: float, *, dilation: int = 1, momentum: float = BN_MOMENTUM
) -> tuple[Tensor, Tensor]:
    """Apply block `index`; return its output and its expanded map before the stride."""
    filters, stride = BLOCKS[index]
    name = f"block_{index}" if index else "expanded_conv"
    channels, shortcut, expanded = x.shape[-1], x, x
    if index:
        expanded = ConvBnAct(f"{name}_expand", f"{name}_expand_BN", momentum).conv(x, 6 * channels)
    x = ConvBnAct(f"{name}_depthwise", f"{name}_depthwise_BN", momentum).depthwise(
        expanded, stride=stride, dilation=dilation
    )
    width = make_divisible(float(int(filters * alpha)))  # whole before it is rounded, as in Keras
    x = ConvBnAct(f"{name}_project", f"{name}_project_BN", momentum).conv(x, width, relu=False)
    if stride == 1 and channels == width:
        x = keras.layers.Add(name=f"{name}_add")([shortcut, x])
    return x, expanded
