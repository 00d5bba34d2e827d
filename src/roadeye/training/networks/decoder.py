"""The light decoder: from stride 16 to the picture's own size over skips at 8 and 4."""

import keras

from roadeye.training.networks.conv_bn_act import ConvBnAct
from roadeye.training.networks.features import Features, Tensor
from roadeye.training.networks.upsample import Upsample

CONTEXT_KERNEL = 7


def decode(features: Features, width: int, *, context: int = 0, outputs: int = 1) -> Tensor:
    """Build the decoder.

    The deepest map is reduced to `width` channels; twice it is doubled, joined with the skip and
    mixed by a separable convolution; one map per output is read from stride 4 and enlarged four
    times. Nothing pools over the whole map: the network sees inputs of several sizes, and a
    mean over an input changes with its size.

    Args:
        features: The maps of a backbone.
        width: Channels at stride 16 and 8; stride 4 has half of them.
        context: Blocks of large depthwise convolutions at stride 16.
        outputs: Number of logits per pixel.

    Returns:
        The logits at the picture's size, float32, layer name `logits`.
    """
    x = _conv_bn_act("decoder_16").conv(features.stride16, width)
    for index in range(context):
        x = _look_around(x, f"context_{index}")
    x = _join(x, features.stride8, width, "decoder_8")
    x = _join(x, features.stride4, width // 2, "decoder_4")
    return head(x, outputs, factor=4)


def head(x: Tensor, outputs: int, *, factor: int, kernel: int = 1) -> Tensor:
    """Read logits from a map and enlarge them to the picture's size, in float32."""
    x = keras.layers.Conv2D(outputs, kernel, padding="same", dtype="float32", name="score")(x)
    return Upsample(factor, dtype="float32", name="logits")(x)


def _look_around(x: Tensor, name: str) -> Tensor:
    """Mix each pixel with its surroundings: 7×7 at stride 16 is 112 pixels of the picture."""
    seen = _conv_bn_act(f"{name}_depthwise").depthwise(x, CONTEXT_KERNEL, relu=False)
    seen = _conv_bn_act(f"{name}_mix").conv(seen, x.shape[-1])
    return keras.layers.Add(name=f"{name}_add")([x, seen])


def _join(x: Tensor, skip: Tensor, width: int, name: str) -> Tensor:
    """Double `x`, add the skip, and mix by a separable convolution."""
    if x.shape[-1] != width:  # fewer channels before enlarging: a quarter of the work
        x = _conv_bn_act(f"{name}_reduce").conv(x, width)
    x = Upsample(2, name=f"{name}_upsample")(x)
    skip = _conv_bn_act(f"{name}_skip").conv(skip, width)
    x = keras.layers.Add(name=f"{name}_add")([x, skip])
    x = _conv_bn_act(f"{name}_depthwise").depthwise(x, 3, relu=False)
    return _conv_bn_act(f"{name}_pointwise").conv(x, width)


def _conv_bn_act(name: str) -> ConvBnAct:
    return ConvBnAct(name, f"{name}_bn")
