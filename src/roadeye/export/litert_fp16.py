"""Write a network as a TFLite file whose weights take half the room."""

import tensorflow as tf

from roadeye.export.convert import Wanted
from roadeye.export.litert import FILE_NAME, converter
from roadeye.export.trained import Trained
from roadeye.model.container import ModelFile


def convert(trained: Trained, _wanted: Wanted) -> ModelFile:
    """Convert a network to TFLite with float16 weights; a CPU computes in float32 with them."""
    with converter(trained) as made:
        made.optimizations = [tf.lite.Optimize.DEFAULT]
        made.target_spec.supported_types = [tf.float16]
        return ModelFile(FILE_NAME, made.convert())
