"""Write a network as an ONNX file, of any size where it takes several."""

from typing import Any, no_type_check

import keras
import tensorflow as tf

from roadeye.export.convert import Wanted
from roadeye.export.fold_norms import fold_norms
from roadeye.export.trained import Trained
from roadeye.model.checks import INPUT, OUTPUT
from roadeye.model.container import ModelFile
from roadeye.training.networks.upsample import Upsample

OPSET = 17
"""What ONNX Runtime reads since 1.12 (2022)."""


def convert(trained: Trained, _wanted: Wanted) -> ModelFile:
    """Convert a network to float32 ONNX: pixels as uint8 in, probabilities out.

    One input size becomes a fixed shape, which some runtimes need; several leave height and width
    open.

    Returns:
        A file that says nothing about itself yet.
    """
    import tf2onnx

    sizes = trained.spec.input_sizes
    sides = sizes[0] if len(sizes) == 1 else (None, None)
    network = _with_resizes(fold_norms(trained.model()))
    taken = [tf.TensorSpec((1, *sides, 3), tf.uint8, name=INPUT)]
    function = tf.function(
        lambda image: {
            OUTPUT: keras.ops.sigmoid(network(tf.cast(image, tf.float32), training=False))
        },
        input_signature=taken,
        autograph=False,
    )
    model, _ = tf2onnx.convert.from_function(function, input_signature=taken, opset=OPSET)
    model.graph.name = trained.spec.name
    for end in (*model.graph.input, *model.graph.output):
        for side, name in zip(
            end.type.tensor_type.shape.dim[1:3], ("height", "width"), strict=True
        ):
            if not side.dim_value:
                side.dim_param = name
    return ModelFile("model.onnx", model.SerializeToString())


@no_type_check
class _Resize(Upsample):
    """Enlarge by TensorFlow's one operation, also where the size is known at run time alone."""

    def call(self, x: Any) -> Any:
        return tf.image.resize(x, tf.shape(x)[1:3] * self.factor, method=self.interpolation)


def _with_resizes(network: keras.Model) -> keras.Model:
    """Return the network with each enlargement as one operation rather than a dozen."""

    def layer_of(layer: Any) -> Any:
        kind = _Resize if isinstance(layer, Upsample) else type(layer)
        return kind.from_config(layer.get_config())

    copy = keras.models.clone_model(network, clone_function=layer_of)
    copy.set_weights(network.get_weights())
    return copy
