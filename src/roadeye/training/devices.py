"""The devices of a run: threads, several GPUs, and how batches reach them."""

import ctypes
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, TypeAlias

from roadeye.errors import InputError, RoadeyeError

Shape: TypeAlias = tuple[int | None, int | None, int | None]
"""Pictures, rows and columns of a batch; None where they vary."""

KIND = "GPU"
"""Several devices of this kind share each batch."""

WORKERS = 2
AHEAD = 4
ENDLESS = 2**40

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # malloc.h
_LARGE = 2**30


def make_repeatable() -> None:
    """Make two runs on the CPU of one machine give the same bits; call before TensorFlow runs.

    With more than one inter-op thread TensorFlow 2.21 adds gradients in the order in which they
    happen to finish, whatever `enable_op_determinism` says.

    Raises:
        RoadeyeError: TensorFlow has run with more threads already.
    """
    import keras

    if keras.backend.backend() != "tensorflow":
        return
    _keep_memory()
    import tensorflow as tf

    try:
        tf.config.threading.set_inter_op_parallelism_threads(1)
    except RuntimeError as error:
        raise RoadeyeError(
            "TensorFlow has run in this process already and cannot be made repeatable any more: "
            "train in a process of its own, such as `roadeye train`."
        ) from error


def _keep_memory() -> None:
    """Let glibc keep freed memory, for fewer page faults and shorter steps (docs/adr/0003)."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    if libc is not None and hasattr(libc, "mallopt"):
        for parameter in (_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD):
            libc.mallopt(parameter, _LARGE)


def replica_devices() -> list[str]:
    """Return the names of the devices that share each batch: all GPUs, if there are several."""
    import keras

    if keras.backend.backend() != "tensorflow":
        return []
    import tensorflow as tf

    names = [device.name for device in tf.config.list_logical_devices(KIND)]
    return names if len(names) > 1 else []


def replica_count(batch: int) -> int:
    """Return how many replicas share a batch.

    Raises:
        InputError: Their shares would differ in size, which Keras cannot take.
    """
    replicas = len(replica_devices()) or 1
    if batch % replicas:
        raise InputError(
            f"training.batch = {batch} cannot be shared evenly by {replicas} {KIND}s: make it a multiple "
            f"of {replicas}, or let the run see fewer of them with CUDA_VISIBLE_DEVICES."
        )
    return replicas


def strategy_scope() -> AbstractContextManager[Any]:
    """Return the scope to build and train in: all GPUs of this machine if it has several.

    Each takes its part of a batch, whose loss and statistics are its own; gradients are averaged.
    """
    names = replica_devices()
    if not names:
        return nullcontext()
    import tensorflow as tf

    strategy: AbstractContextManager[Any] = tf.distribute.MirroredStrategy(names).scope()
    return strategy


def sync_batch_norm_statistics(model: Any, variables: Iterable[Any]) -> None:
    """Give every device the mean of what each of them has in some variables.

    Devices take the statistics of their own part of a batch; only what all share can be saved.

    Args:
        model: A compiled network.
        variables: Keras variables of floats, such as the moving statistics of batch norms.
    """
    strategy = getattr(model, "distribute_strategy", None)
    if strategy is None or strategy.num_replicas_in_sync < 2:
        return
    for variable in variables:
        values = strategy.experimental_local_results(variable.value)
        variable.assign(sum(values) / len(values))


def as_tf_dataset(batches: Any, shape: Shape, failed: list[RoadeyeError]) -> Any:
    """Return batches in the form in which the backend takes them fastest.

    For TensorFlow that is a `tf.data` pipeline over the batches' numbers. Keras would wrap a
    `PyDataset` into a generator instead, which makes each step slower (docs/adr/0003): TensorFlow
    2.21 then tells the allocator to give all memory back at once, and knows no batch size.

    Args:
        batches: A `keras.utils.PyDataset` of (uint8 pictures, uint8 targets), with its `outputs`.
        shape: What is known of a batch's shape.
        failed: Takes the error of a batch that could not be read, of which TensorFlow passes on
            no more than the text.
    """
    import keras

    if keras.backend.backend() != "tensorflow":
        return batches
    import tensorflow as tf

    def read(index: Any) -> Any:
        try:
            return batches[int(index)]
        except RoadeyeError as error:
            failed.append(error)
            raise

    def load(number: Any) -> tuple[Any, Any]:
        images, targets = tf.numpy_function(read, [number], (tf.uint8, tf.uint8), stateful=False)
        images.set_shape((*shape, 3))
        targets.set_shape((*shape, batches.outputs))
        return images, targets

    count = ENDLESS if batches.num_batches is None else batches.num_batches
    numbers = tf.data.Dataset.range(count)
    return numbers.map(load, num_parallel_calls=WORKERS, deterministic=True).prefetch(AHEAD)


@contextmanager
def reraising() -> Iterator[list[RoadeyeError]]:
    """Raise what kept a batch from being read, in place of what the backend made of it.

    Yields:
        What `as_tf_dataset` is to be given.
    """
    failed: list[RoadeyeError] = []
    try:
        yield failed
    except Exception as error:
        if failed and not isinstance(error, RoadeyeError):
            raise failed[0] from error
        raise
