"""What a network costs: parameters and multiply-accumulates, counted from its layers."""

from dataclasses import dataclass
from math import prod

import keras

from roadeye.errors import InputError


@dataclass(frozen=True)
class Cost:
    """Hold the cost of one forward pass of one picture.

    Attributes:
        parameters: Weights, the statistics of batch norms included.
        macs: Multiply-accumulates of convolutions and dense layers; what is linear in the pixels
            (norms, activations, additions, resizing) is left out, as is usual.
    """

    parameters: int
    macs: int


def cost(model: keras.Model) -> Cost:
    """Count parameters and multiply-accumulates of a network.

    Args:
        model: Built with a fixed input size.

    Raises:
        InputError: The input size is not fixed.
    """
    if None in model.input_shape[1:]:
        raise InputError(
            f"{model.name} takes any input size, so it has no single cost: build it with a size."
        )
    macs = sum(layer_macs(layer) for layer in model.layers)
    return Cost(parameters=model.count_params(), macs=macs)


def layer_macs(layer: keras.layers.Layer) -> int:
    """Count the multiply-accumulates of one layer with known output size.

    Each output value of a convolution takes one per kernel pixel and input channel it sees: all
    channels in a plain convolution, one in a depthwise.
    """
    if isinstance(layer, keras.layers.DepthwiseConv2D):
        return int(prod(layer.output.shape[1:]) * prod(layer.kernel_size))
    if isinstance(layer, keras.layers.Conv2D | keras.layers.Dense):
        per_output = int(prod(layer.kernel.shape[:-1]))
        return int(prod(layer.output.shape[1:])) * per_output
    return 0
