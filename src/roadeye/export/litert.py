"""Write a network as a TFLite file with one signature per input size."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import keras
import tensorflow as tf

from roadeye.arrays import Size
from roadeye.export.convert import Wanted
from roadeye.export.fold_norms import fold_norms
from roadeye.export.trained import Trained
from roadeye.model.checks import INPUT, OUTPUT
from roadeye.model.container import ModelFile
from roadeye.model.litert import signature

FILE_NAME = "model.tflite"


def convert(trained: Trained, _wanted: Wanted) -> ModelFile:
    """Convert a network to float32 TFLite.

    Every input size is a signature of its own over weights that are stored once: a dynamic input size
    would make the XNNPACK delegate fail, and weights left as variables run several times slower.

    Args:
        trained: The network; its input sizes become the signatures.

    Returns:
        A file that says nothing about itself yet.
    """
    with converter(trained) as made:
        return ModelFile(FILE_NAME, made.convert())


@contextmanager
def converter(trained: Trained) -> Iterator[Any]:
    """Give TensorFlow's converter of a network with all its signatures."""
    network = fold_norms(trained.model())
    functions = {signature(size): _frozen(network, size) for size in trained.spec.input_sizes}
    module = tf.Module()
    module.signatures_held = list(functions.values())
    with tempfile.TemporaryDirectory() as folder:
        tf.saved_model.save(module, folder, signatures=functions)
        yield tf.lite.TFLiteConverter.from_saved_model(folder, signature_keys=list(functions))


def _frozen(network: keras.Model, input_size: Size) -> Callable[..., Any]:
    """Return a function of one input size whose weights are constants."""
    parts = (network.trainable_variables, network.non_trainable_variables)
    weights = [[variable.numpy() for variable in part] for part in parts]

    @tf.function(
        input_signature=[tf.TensorSpec((1, *input_size, 3), tf.float32, name=INPUT)],
        autograph=False,
    )
    def frozen(image: Any) -> dict[str, Any]:
        logits, _ = network.stateless_call(*weights, image, training=False)
        return {OUTPUT: keras.ops.sigmoid(logits)}

    return frozen  # type: ignore[no-any-return]
