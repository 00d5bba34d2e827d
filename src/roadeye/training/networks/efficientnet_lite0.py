"""EfficientNet-Lite0: inverted residuals without squeeze-excite, ReLU6, for integer hardware.

Tan and Le, EfficientNet (2019), in the Lite form that Google published in 2020: stem and head keep
their width, no squeeze-excite, ReLU6.
"""

from typing import NamedTuple

import keras

from roadeye.training.networks.conv_bn_act import ConvBnAct
from roadeye.training.networks.features import Features, Tensor


class Stage(NamedTuple):
    """Describe blocks of one width: the first has the stride, the others add to their input."""

    blocks: int
    kernel: int
    stride: int
    expansion: int
    filters: int


STAGES = (
    Stage(blocks=1, kernel=3, stride=1, expansion=1, filters=16),
    Stage(blocks=2, kernel=3, stride=2, expansion=6, filters=24),
    Stage(blocks=2, kernel=5, stride=2, expansion=6, filters=40),
    Stage(blocks=3, kernel=3, stride=2, expansion=6, filters=80),
    Stage(blocks=3, kernel=5, stride=1, expansion=6, filters=112),
    Stage(blocks=4, kernel=5, stride=2, expansion=6, filters=192),
    Stage(blocks=1, kernel=3, stride=1, expansion=6, filters=320),
)
STAGES_TO_STRIDE_16 = 5


def backbone(pixels: Tensor) -> Features:
    """Build the backbone up to stride 16 over RGB pixels 0..255."""
    stages = _stages(pixels, STAGES_TO_STRIDE_16)
    return Features(stride4=stages[1], stride8=stages[2], stride16=stages[4])


def classifier() -> keras.Model:
    """Build the whole ImageNet classifier, 224×224 RGB pixels 0..255 to 1000 probabilities.

    It exists to prove that published weights are read right.
    """
    pixels = keras.Input((224, 224, 3), name="image")
    x = ConvBnAct("head_conv", "head_bn").conv(_stages(pixels, len(STAGES))[-1], 1280)
    x = keras.layers.GlobalAveragePooling2D(name="head_pool")(x)
    x = keras.layers.Dense(1000, activation="softmax", name="predictions")(x)
    return keras.Model(pixels, x, name="efficientnet_lite0_classifier")


def _stages(pixels: Tensor, count: int) -> list[Tensor]:
    x = keras.layers.Rescaling(1 / 128, offset=-127 / 128, name="scale_pixels")(pixels)
    x = ConvBnAct("stem_conv", "stem_bn").conv(x, 32, 3, stride=2)
    outputs, index = [], 0
    for stage in STAGES[:count]:
        for position in range(stage.blocks):
            x = _block(x, stage, stride=stage.stride if position == 0 else 1, index=index)
            index += 1
        outputs.append(x)
    return outputs


def _block(x: Tensor, stage: Stage, stride: int, index: int) -> Tensor:
    name, channels, shortcut = f"block_{index}", x.shape[-1], x
    if stage.expansion > 1:
        x = ConvBnAct(f"{name}_expand", f"{name}_expand_bn").conv(x, channels * stage.expansion)
    x = ConvBnAct(f"{name}_depthwise", f"{name}_depthwise_bn").depthwise(
        x, stage.kernel, stride=stride
    )
    x = ConvBnAct(f"{name}_project", f"{name}_project_bn").conv(x, stage.filters, relu=False)
    if stride == 1 and channels == stage.filters:
        x = keras.layers.Add(name=f"{name}_add")([shortcut, x])
    return x
