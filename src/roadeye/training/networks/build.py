"""Build a network from its configuration."""

import keras

from roadeye.errors import InputError
from roadeye.training.networks import (
    efficientnet_lite0,
    mobilenet_v1,
    mobilenet_v2,
    mobilenet_v2_fpn,
    vgg16_fcn8,
)
from roadeye.training.networks.config import NetworkConfig
from roadeye.training.networks.decoder import decode
from roadeye.training.networks.features import Tensor

MULTIPLE = 16


def build(config: NetworkConfig, input_size: tuple[int, int] | None = None) -> keras.Model:
    """Build a network with fresh weights.

    The input is RGB pixels 0..255, float32, (batch, height, width, 3): scaling them is part of
    the network. The output is logits (batch, height, width, outputs) of the same size. The same
    weights serve any size: build again and carry them over with `get_weights`/`set_weights`.

    Args:
        config: Which network.
        input_size: Height and width, multiples of 16; `None` takes any such size, at run time.

    Raises:
        InputError: The size is not a multiple of 16.
    """
    if input_size is not None and any(side % MULTIPLE or side < 1 for side in input_size):
        height, width = input_size
        raise InputError(
            f"a network cannot have an input of {height}×{width} pixels: "
            f"give a height and width that {MULTIPLE} divides, such as 192×384."
        )
    pixels = keras.Input((*(input_size or (None, None)), 3), dtype="float32", name="image")
    return keras.Model(pixels, _logits(pixels, config), name=config.name)


def _logits(pixels: Tensor, config: NetworkConfig) -> Tensor:
    width, outputs = config.decoder_width, config.outputs
    match config.name:
        case "roadeye":
            features = efficientnet_lite0.backbone(pixels)
            return decode(features, width, context=config.context, outputs=outputs)
        case "efficientnet_lite0":
            return decode(efficientnet_lite0.backbone(pixels), width, outputs=outputs)
        case "mobilenet_v2":
            return decode(mobilenet_v2.backbone(pixels, config.alpha), width, outputs=outputs)
        case "mobilenet_v1":
            return decode(mobilenet_v1.backbone(pixels, config.alpha), width, outputs=outputs)
        case "mobilenet_v2_fpn":
            return mobilenet_v2_fpn.logits(pixels, config.alpha, outputs)
        case "vgg16_fcn8":
            return vgg16_fcn8.logits(pixels, outputs)
