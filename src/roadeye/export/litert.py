"""Write a network as a TFLite file with one signature per input size."""

import tempfile
from collections.abc import Callable
from typing import Any

import keras
import tensorflow as tf
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

from roadeye.arrays import Size
from roadeye.model.checks import INPUT, OUTPUT
from roadeye.model.container import ModelFile, with_spec
from roadeye.model.litert import signature
from roadeye.model.spec import ModelSpec
from roadeye.training.networks.build import build
from roadeye.training.networks.config import NetworkConfig


def to_litert(config: NetworkConfig, weights: list[Any], spec: ModelSpec) -> bytes:
    """Convert a network to float32 TFLite.

    Every input size is a signature of its own over weights that are stored once: a dynamic input size
    would make the XNNPACK delegate fail, and weights left as variables run several times slower.

    Args:
        config: The network.
        weights: Its weights, in the order of `keras.Model.get_weights`.
        spec: What the file shall say about itself; its input sizes become the signatures.

    Returns:
        The file's content.
    """
    signatures = {signature(size): _frozen(config, weights, size) for size in spec.input_sizes}
    module = tf.Module()
    module.signatures_held = list(signatures.values())
    with tempfile.TemporaryDirectory() as folder:
        tf.saved_model.save(module, folder, signatures=signatures)
        converter = tf.lite.TFLiteConverter.from_saved_model(
            folder, signature_keys=list(signatures)
        )
        content: bytes = converter.convert()
    return with_spec(ModelFile("model.tflite", content), spec).content


def _frozen(config: NetworkConfig, weights: list[Any], input_size: Size) -> Callable[..., Any]:
    """Return a function of one input size whose weights are constants."""
    network = build(config, input_size)
    network.set_weights(weights)
    taken = tf.TensorSpec((1, *input_size, 3), tf.float32, name=INPUT)
    concrete = tf.function(
        lambda image: keras.ops.sigmoid(network(image, training=False)), input_signature=[taken]
    ).get_concrete_function()
    constant = convert_variables_to_constants_v2(concrete)
    graph, given, got = constant.graph.as_graph_def(), constant.inputs[0], constant.outputs[0]

    @tf.function(input_signature=[taken])
    def frozen(image: Any) -> dict[str, Any]:
        (probability,) = tf.graph_util.import_graph_def(
            graph, input_map={given.name: image}, return_elements=[got.name], name=""
        )
        return {OUTPUT: probability}

    return frozen  # type: ignore[no-any-return]
