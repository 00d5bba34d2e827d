"""Fold batch norms into the convolutions before them.

Every converter folds by rules of its own. Folded once, all formats start from one graph without
norms, and tracing it takes less time. Jacob et al., Quantization and Training of Neural Networks
for Efficient Integer-Arithmetic-Only Inference (CVPR 2018), section 3.2.
"""

from typing import Any

import keras
import numpy as np

_CONVOLUTIONS = (keras.layers.Conv2D, keras.layers.DepthwiseConv2D)


def fold_norms(network: keras.Model) -> keras.Model:
    """Return a copy of a network in which convolutions hold the batch norms behind them.

    The copy computes the same, but for rounding. A convolution whose output goes elsewhere too may
    not have a norm behind it; none of `roadeye.training.networks` does that.
    """
    convolutions: dict[int, str] = {}  # by the tensor that they give
    norms: dict[str, str] = {}

    def layer_of(layer: Any) -> Any:
        config = layer.get_config()
        return type(layer).from_config(
            config | {"use_bias": True} if isinstance(layer, _CONVOLUTIONS) else config
        )

    def call(layer: Any, *inputs: Any, **settings: Any) -> Any:
        if isinstance(layer, keras.layers.BatchNormalization) and id(inputs[0]) in convolutions:
            norms[convolutions.pop(id(inputs[0]))] = layer.name
            return inputs[0]
        output = layer(*inputs, **settings)
        if isinstance(layer, _CONVOLUTIONS):
            convolutions[id(output)] = layer.name
        return output

    copy = keras.models.clone_model(network, clone_function=layer_of, call_function=call)
    for layer in (one for one in copy.layers if one.weights):
        original = network.get_layer(layer.name)
        if layer.name in norms:
            layer.set_weights(_folded(original, network.get_layer(norms[layer.name])))
        elif isinstance(layer, _CONVOLUTIONS) and not original.use_bias:
            layer.set_weights([*original.get_weights(), np.zeros(layer.bias.shape, np.float32)])
        else:
            layer.set_weights(original.get_weights())
    return copy


def _folded(convolution: Any, norm: Any) -> list[Any]:
    """Return the kernel and bias of a convolution and its norm as one."""
    kernel, *biases = (value.astype(np.float64) for value in convolution.get_weights())
    gamma, beta, mean, variance = (value.astype(np.float64) for value in norm.get_weights())
    scale = gamma / np.sqrt(variance + norm.epsilon)
    bias = beta + (sum(biases) - mean) * scale
    depthwise = isinstance(convolution, keras.layers.DepthwiseConv2D)
    channels = scale.reshape(kernel.shape[2:]) if depthwise else scale
    return [(kernel * channels).astype(np.float32), bias.astype(np.float32)]
