"""A trained network that a person can follow: what is red is road. Import needs the train extra."""

import keras
import msgspec
import numpy as np
from fake_engine import fake_spec

from roadeye.arrays import Size
from roadeye.export.trained import Trained
from roadeye.model.spec import Head
from roadeye.training.networks.config import NetworkConfig
from roadeye.training.networks.conv_bn_act import ConvBnAct
from roadeye.training.networks.decoder import head

SIZES = ((64, 96), (96, 64))
CHANNELS = 8
SURE = 3.0
"""Weight of a channel in the logit: far more than the rounding of int8 can move."""


def red_network() -> Trained:
    """Return a network with each kind of layer once, and two heads, of which one has a temperature.

    Half of its channels see red minus blue, half see blue minus red, each through a kernel and a
    batch norm of its own.
    """
    config = NetworkConfig(heads=("road", "drivable"))
    rng = np.random.default_rng(0)
    sign = np.where(np.arange(CHANNELS) % 2, -1.0, 1.0)
    weights = [
        _mean(rng, 1) * np.array([1, 0, -1])[:, None] * sign,  # red, green, blue
        *_norm(rng),
        _mean(rng, 1).transpose(0, 1, 3, 2),
        *_norm(rng),
        np.repeat(SURE * sign[:, None], 2, axis=1)[None, None],
        np.zeros(2),
    ]
    heads = (Head(name="road"), Head(name="drivable", temperature=1.5, calibrated_on="a test"))
    spec = msgspec.structs.replace(
        fake_spec(*SIZES, heads=heads), name="red", parameters=sum(one.size for one in weights)
    )
    return Trained(config, weights, spec, builder=_build)


def _build(config: NetworkConfig, input_size: Size | None = None) -> keras.Model:
    pixels = keras.Input((*(input_size or (None, None)), 3), dtype="float32", name="image")
    x = keras.layers.Rescaling(1 / 127.5, offset=-1.0)(pixels)
    x = ConvBnAct("first", "first_bn").conv(x, CHANNELS, 3, stride=2)
    x = ConvBnAct("second", "second_bn").depthwise(x, 3)
    return keras.Model(pixels, head(x, config.outputs, factor=2), name="red")


def _mean(rng: np.random.Generator, inputs: int) -> np.ndarray:
    """Return kernels (3, 3, inputs, channels) that take a weighted mean."""
    kernel: np.ndarray = rng.uniform(0.5, 1.5, (3, 3, inputs, CHANNELS))
    kernel /= kernel.sum(axis=(0, 1, 2))
    return kernel


def _norm(rng: np.random.Generator) -> list[np.ndarray]:
    """Return gamma, beta, mean and variance, all of them other than a norm's first ones."""
    ranges = ((0.8, 1.2), (-0.05, 0.05), (-0.05, 0.05), (0.5, 1.5))
    return [rng.uniform(*one, CHANNELS) for one in ranges]
