"""Run a TFLite file with LiteRT on the CPU."""

import threading
from typing import Any

import numpy as np

from roadeye.arrays import Size
from roadeye.model.checks import (
    INPUT,
    OUTPUT,
    closed,
    damaged,
    joined,
    no_such_device,
    no_such_size,
    require_heads,
    require_size,
)
from roadeye.model.container import ModelFile
from roadeye.model.engine import CPU, Batch, Probabilities
from roadeye.model.spec import ModelSpec


def signature(size: Size) -> str:
    """Return the name of the signature that takes pictures of a size.

    >>> signature((192, 640))
    'road_192x640'
    """
    return f"road_{size[0]}x{size[1]}"


def open_model(file: ModelFile, spec: ModelSpec, threads: int, device: str) -> "LiteRTEngine":
    """Open a TFLite file; see `roadeye.model.engine.open_engine`."""
    if device.lower() != CPU:
        raise no_such_device(device, "LiteRT", [CPU])
    return LiteRTEngine(file, spec, threads)


class LiteRTEngine:
    """Run one TFLite file; memory for an input size is taken when its first picture comes.

    Calls from several threads wait for each other: an interpreter holds one picture at a time, and
    its own threads keep the cores busy. Pickling carries the file's content.

    A file of whole numbers may take int8 for pixels 0..255 and give int8 for probabilities, by the
    scales in it.

    Args:
        file: The model file.
        spec: What it says about itself.
        threads: Number of CPU threads.

    Raises:
        ModelError: The content is damaged, or not what the spec says.
    """

    def __init__(self, file: ModelFile, spec: ModelSpec, threads: int) -> None:
        self.spec = spec
        self._file = file
        self._threads = threads
        self._lock = threading.Lock()
        self._runners: dict[Size, Any] = {}
        self._interpreter: Any = _interpreter(file, threads, spec)

    def __call__(self, batch: Batch) -> Probabilities:
        """Return the probability of road for pictures of one of the spec's input sizes.

        Raises:
            ModelError: The size is not one of the model's, or the network cannot run.
        """
        size = (batch.shape[1], batch.shape[2])
        with self._lock:
            runner = self._runner(size)
            into, out = runner.get_input_details()[INPUT], runner.get_output_details()[OUTPUT]
            try:
                maps = [
                    _real(runner(**{INPUT: _taken(image[None], into)})[OUTPUT], out)
                    for image in batch
                ]
            except (ValueError, RuntimeError) as error:
                raise damaged(self._file.name, error) from error
        return joined(maps)

    def split(self) -> "list[LiteRTEngine]":
        """Return an engine of one thread for each of this one's threads."""
        if self._threads == 1:
            return [self]
        return [LiteRTEngine(self._file, self.spec, 1) for _ in range(self._threads)]

    def close(self) -> None:
        """Free the interpreter; calls that follow are refused."""
        with self._lock:
            self._runners.clear()
            self._interpreter = None

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by content: another machine may not have the file."""
        return type(self), (self._file, self.spec, self._threads)

    def _runner(self, size: Size) -> Any:
        if self._interpreter is None:
            raise closed(self._file.name)
        if size not in self._runners:
            require_size(self.spec, size)
            self._runners[size] = self._interpreter.get_signature_runner(signature(size))
        return self._runners[size]


def _taken(pixels: Batch, details: dict[str, Any]) -> np.ndarray:
    """Return pixels in the numbers that a network takes."""
    if details["dtype"] == np.float32:
        return pixels.astype(np.float32)
    scale, zero = details["quantization"]
    kind = np.iinfo(details["dtype"])
    whole: np.ndarray = np.clip(np.rint(pixels / scale + zero), kind.min, kind.max)
    return whole.astype(details["dtype"])


def _real(values: np.ndarray, details: dict[str, Any]) -> Probabilities:
    """Return probabilities from the numbers that a network gives."""
    if details["dtype"] == np.float32:
        return values
    scale, zero = details["quantization"]
    return (values.astype(np.float32) - np.float32(zero)) * np.float32(scale)


def _interpreter(file: ModelFile, threads: int, spec: ModelSpec) -> Any:
    from ai_edge_litert.interpreter import Interpreter

    try:
        interpreter = Interpreter(model_content=file.content, num_threads=threads)
        held = interpreter.get_signature_list()
        heads = int(interpreter.get_output_details()[0]["shape"][-1])
    except (ValueError, RuntimeError) as error:
        raise damaged(file.name, error) from error
    ends = {"inputs": [INPUT], "outputs": [OUTPUT]}
    for size in spec.input_sizes:
        if held.get(signature(size)) != ends:
            raise no_such_size(file.name, size)
    require_heads(file.name, spec, heads)
    return interpreter
