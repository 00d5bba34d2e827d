"""The devices of a run: the one place in training that speaks TensorFlow rather than Keras."""

import os
from contextlib import AbstractContextManager, nullcontext
from typing import Any


def make_repeatable(threads: int | None = None) -> None:
    """Make two runs on one machine give the same bits; call before TensorFlow runs anything.

    With more than one inter-op thread TensorFlow 2.21 adds gradients in the order in which they
    happen to finish, whatever `enable_op_determinism` says.

    Args:
        threads: Threads within one operation; None takes all cores.
    """
    import keras

    if keras.backend.backend() != "tensorflow":
        return
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    import tensorflow as tf

    tf.config.threading.set_inter_op_parallelism_threads(1)
    if threads is not None:
        tf.config.threading.set_intra_op_parallelism_threads(threads)


def scope() -> AbstractContextManager[Any]:
    """Return the scope to build and train in: all GPUs of this machine if it has several."""
    import keras

    if keras.backend.backend() != "tensorflow":
        return nullcontext()
    import tensorflow as tf

    devices = tf.config.list_logical_devices("GPU")
    if len(devices) < 2:
        return nullcontext()
    strategy: AbstractContextManager[Any] = tf.distribute.MirroredStrategy(
        [device.name for device in devices]
    ).scope()
    return strategy
