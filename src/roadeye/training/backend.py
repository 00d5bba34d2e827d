"""Import Keras and its backend in silence."""

import os
from contextlib import nullcontext

from roadeye.io.native_stderr import held_back


def load_backend(*, verbose: bool = False) -> None:
    """Import Keras and its backend, without the lines they log at every start.

    Without a GPU TensorFlow reports CUDA's absence as an error, before its own log level is read.
    What it logs is shown if the import fails.

    Args:
        verbose: Show it in any case.
    """
    if not verbose:
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # read once, at the import
    with nullcontext() if verbose else held_back():
        import keras

        if keras.backend.backend() == "tensorflow":
            import tensorflow as tf

            tf.config.list_physical_devices()  # looks for CUDA
