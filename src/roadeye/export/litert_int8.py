"""Write a network as a TFLite file of whole numbers: per-channel int8 weights, int8 maps.

Jacob et al., Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only
Inference (CVPR 2018); TensorFlow's post-training quantisation with a representative data set.
"""

import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import tensorflow as tf
from ai_edge_litert import schema_py_generated as schema

from roadeye.arrays import AnyImage
from roadeye.errors import ModelError
from roadeye.export.convert import Ends, Wanted
from roadeye.export.litert import FILE_NAME, converter
from roadeye.export.trained import Trained
from roadeye.inference.letterbox import letterbox
from roadeye.model.checks import INPUT
from roadeye.model.container import ModelFile
from roadeye.model.litert import signature
from roadeye.model.spec import ModelSpec

_ENDS = ("QUANTIZE", "DEQUANTIZE")


def convert(trained: Trained, wanted: Wanted) -> ModelFile:
    """Convert a network to TFLite of whole numbers.

    Each input size measures its own ranges, on every picture of the calibration.

    Raises:
        ModelError: An operation would still compute in floating point.
    """
    with converter(trained) as made, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"(?s).*tf.lite.Interpreter is deprecated")
        made.optimizations = [tf.lite.Optimize.DEFAULT]
        made.representative_dataset = lambda: _seen(trained.spec, wanted.calibration)
        made.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        if wanted.ends is Ends.INT8:
            made.inference_input_type = made.inference_output_type = tf.int8
        content: bytes = made.convert()
    if real := real_operations(content):
        raise ModelError(
            f"the converted network still computes {', '.join(real)} in floating point: it was not "
            "kept. Please report this."
        )
    return ModelFile(FILE_NAME, content)


def real_operations(content: bytes) -> list[str]:
    """Return the operations of a TFLite file that do not give int8, but for those at its ends."""
    names = {code: name for name, code in vars(schema.BuiltinOperator).items()}
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(content, 0))
    found = set()
    for graph in model.subgraphs:
        for operation in graph.operators:
            code = model.operatorCodes[operation.opcodeIndex]
            name = names[max(code.builtinCode, code.deprecatedBuiltinCode)]
            kinds = {graph.tensors[index].type for index in operation.outputs}
            if kinds != {schema.TensorType.INT8} and name not in _ENDS:
                found.add(name)
    return sorted(found)


def _seen(spec: ModelSpec, images: tuple[AnyImage, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the pictures as each signature takes them, and black and white for the full range."""
    for size in spec.input_sizes:
        plain = [np.full((*size, 3), level, np.uint8) for level in (0, 255)]
        for tensor in [*plain, *(letterbox(image, size)[0] for image in images)]:
            yield signature(size), {INPUT: tensor[None].astype(np.float32)}
