"""The network of the original system's last release: a feature pyramid on MobileNetV2.

It is the baseline of every table, so it is kept as it was: expanded maps as features, nearest
doubling, four heads of plain 3×3 convolutions, dropout, the backbone's batch norm as Keras has it.
"""

import keras

from roadeye.training.networks.conv_bn_act import ConvBnAct
from roadeye.training.networks.decoder import head
from roadeye.training.networks.features import Tensor
from roadeye.training.networks.mobilenet_v2 import BLOCKS, block, stem
from roadeye.training.networks.upsample import CropLike, Upsample

PYRAMID_WIDTH = 192
HEAD_WIDTH = 96
DROPOUT = 0.2
BN_MOMENTUM = 0.999  # of `keras.applications`
FEATURE_BLOCKS = (3, 6, 13)  # their expanded maps have strides 4, 8 and 16
LAST_WIDTH = 1280


def logits(pixels: Tensor, alpha: float, outputs: int) -> Tensor:
    """Build the network over RGB pixels 0..255.

    Args:
        pixels: The picture.
        alpha: Width of the backbone relative to the published network.
        outputs: Number of logits per pixel.

    Returns:
        The logits at the picture's size.
    """
    level, levels = None, []
    for stride, tap in reversed(list(zip((4, 8, 16, 32), _features(pixels, alpha), strict=True))):
        level = _level(tap, level, f"pyramid_{stride}")
        levels.append((stride, level))
    fine = levels[-1][1]
    heads = [_head(level, stride, fine) for stride, level in reversed(levels)]
    x = keras.layers.Concatenate(name="heads")(heads)
    x = keras.layers.Dropout(DROPOUT, name="dropout")(x)
    return head(x, outputs, factor=4, kernel=3)


def _features(pixels: Tensor, alpha: float) -> list[Tensor]:
    x, features = stem(pixels, alpha, BN_MOMENTUM), []
    for index in range(len(BLOCKS)):
        x, expanded = block(x, index, alpha, momentum=BN_MOMENTUM)
        if index in FEATURE_BLOCKS:
            features.append(expanded)
    width = int(LAST_WIDTH * max(alpha, 1.0))
    return [*features, ConvBnAct("Conv_1", "Conv_1_bn", BN_MOMENTUM).conv(x, width)]


def _level(tap: Tensor, coarser: Tensor | None, name: str) -> Tensor:
    """Narrow a tap and add the doubled coarser level."""
    x = _conv(tap, PYRAMID_WIDTH, 1, name, activation=None)
    if coarser is None:
        return x
    doubled = Upsample(2, "nearest", name=f"{name}_double")(coarser)
    return keras.layers.Add(name=f"{name}_add")([x, CropLike(name=f"{name}_crop")(doubled, x)])


def _head(level: Tensor, stride: int, fine: Tensor) -> Tensor:
    """Read a level by two convolutions and bring it to stride 4."""
    name = f"head_{stride}"
    x = _conv(level, HEAD_WIDTH, 3, f"{name}_first", activation="relu")
    x = _conv(x, HEAD_WIDTH, 3, f"{name}_second", activation="relu")
    if stride == 4:
        return x
    x = Upsample(stride // 4, "nearest", name=f"{name}_enlarge")(x)
    return CropLike(name=f"{name}_crop")(x, fine)


def _conv(x: Tensor, filters: int, kernel: int, name: str, activation: str | None) -> Tensor:
    return keras.layers.Conv2D(
        filters,
        kernel,
        padding="same",
        activation=activation,
        kernel_initializer="he_normal",
        name=name,
    )(x)
