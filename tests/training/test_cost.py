"""Multiply-accumulates against arithmetic that a person can check."""

import keras
import pytest

from roadeye.errors import InputError
from roadeye.training.cost import cost
from roadeye.training.networks.build import build
from roadeye.training.networks.config import NetworkConfig

pytestmark = pytest.mark.tf


def model_of(*layers: keras.layers.Layer) -> keras.Model:
    inputs = x = keras.Input((8, 8, 3))
    for layer in layers:
        x = layer(x)
    return keras.Model(inputs, x)


@pytest.mark.parametrize(
    ("layer", "parameters", "macs"),
    [
        # 4×4 places × 5 outputs × (3×3 pixels × 3 channels); weights 27×5 and 5 biases
        (keras.layers.Conv2D(5, 3, strides=2, padding="same"), 140, 4 * 4 * 5 * 27),
        # 8×8 places × 3 channels × 5×5 pixels
        (keras.layers.DepthwiseConv2D(5, padding="same", use_bias=False), 75, 8 * 8 * 3 * 25),
        # at each of 64 places 3 × 7
        (keras.layers.Dense(7, use_bias=False), 21, 64 * 21),
        (keras.layers.BatchNormalization(), 12, 0),
    ],
)
def test_one_layer(layer: keras.layers.Layer, parameters: int, macs: int) -> None:
    counted = cost(model_of(layer))
    assert (counted.parameters, counted.macs) == (parameters, macs)


def test_layers_add_up() -> None:
    first = keras.layers.Conv2D(4, 1, use_bias=False)  # 64 × 12
    second = keras.layers.Conv2D(2, 1, use_bias=False)  # 64 × 8
    assert cost(model_of(first, second)).macs == 64 * 20


@pytest.mark.slow
def test_a_convolution_costs_by_area() -> None:
    config = NetworkConfig(decoder_width=8, context=0)
    small, large = (cost(build(config, size)) for size in ((64, 64), (128, 64)))
    assert large.macs == 2 * small.macs
    assert large.parameters == small.parameters


@pytest.mark.slow
def test_a_network_of_any_size_has_no_cost() -> None:
    with pytest.raises(InputError, match="build it with a size"):
        cost(build(NetworkConfig(decoder_width=8)))
