"""Run a TFLite file with LiteRT on the CPU."""

import threading
from pathlib import Path
from typing import Any

import numpy as np

from roadeye.arrays import Size
from roadeye.errors import ModelError
from roadeye.model.engine import Batch, Probabilities
from roadeye.model.spec import ModelSpec
from roadeye.model.tflite_file import read_spec, with_spec

INPUT = "image"
OUTPUT = "probability"


def signature(size: Size) -> str:
    """Return the name of the signature that takes pictures of a size.

    >>> signature((192, 640))
    'road_192x640'
    """
    return f"road_{size[0]}x{size[1]}"


class LiteRTEngine:
    """Run one TFLite file; memory for an input size is taken when its first picture comes.

    Calls from several threads wait for each other: an interpreter holds one picture at a time, and
    its own threads keep the cores busy. Pickling carries the file's content.

    Args:
        content: The model file.
        threads: Number of CPU threads.
        name: What messages call the file.

    Raises:
        ModelError: The content is not a roadeye model, or is damaged.
    """

    def __init__(self, content: bytes, threads: int, name: str) -> None:
        self.name = name
        self._content = content
        self._threads = threads
        self._lock = threading.Lock()
        self._runners: dict[Size, Any] = {}
        self.spec = _checked_spec(content, name)
        self._interpreter: Any = _interpreter(content, threads, name, self.spec)

    def __call__(self, batch: Batch) -> Probabilities:
        """Return the probability of road for pictures of one of the spec's input sizes.

        Raises:
            ModelError: The size is not one of the model's, or the network cannot run.
        """
        size = (batch.shape[1], batch.shape[2])
        with self._lock:
            run = self._runner(size)
            try:
                maps = [run(**{INPUT: image[None].astype(np.float32)})[OUTPUT] for image in batch]
            except (ValueError, RuntimeError) as error:
                raise _damaged(self.name, error) from error
        return maps[0] if len(maps) == 1 else np.concatenate(maps)

    def split(self) -> "list[LiteRTEngine]":
        """Return an engine of one thread for each of this one's threads."""
        if self._threads == 1:
            return [self]
        return [LiteRTEngine(self._content, 1, self.name) for _ in range(self._threads)]

    def close(self) -> None:
        """Free the interpreter; calls that follow are refused."""
        with self._lock:
            self._runners.clear()
            self._interpreter = None

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by content: another machine may not have the file."""
        return type(self), (self._content, self._threads, self.name)

    def _runner(self, size: Size) -> Any:
        if self._interpreter is None:
            raise ModelError(f"{self.name} was closed; open it again.")
        if size not in self._runners:
            if size not in self.spec.input_sizes:
                raise ModelError(
                    f"the model takes no pictures of {size[0]}×{size[1]} (height × width), only "
                    f"{', '.join(f'{height}×{width}' for height, width in self.spec.input_sizes)}."
                )
            self._runners[size] = self._interpreter.get_signature_runner(signature(size))
        return self._runners[size]


def rewrite_spec(source: Path, target: Path, spec: ModelSpec) -> None:
    """Write a copy of a TFLite model file with another spec.

    Args:
        source: The model file.
        target: Where the copy goes; may be `source` itself.
        spec: The new spec.

    Raises:
        ModelError: `source` is not a TFLite file.
        OutputError: `target` cannot be written.
    """
    from roadeye.io.atomic import write_bytes

    write_bytes(target, with_spec(source.read_bytes(), spec))


def _checked_spec(content: bytes, name: str) -> ModelSpec:
    try:
        return read_spec(content)
    except ModelError as error:
        raise ModelError(
            f"{name} is not a roadeye model that can be used: {error} Give a file that training or "
            "export wrote.",
            code=error.code,
        ) from error


def _interpreter(content: bytes, threads: int, name: str, spec: ModelSpec) -> Any:
    from ai_edge_litert.interpreter import Interpreter

    try:
        interpreter = Interpreter(model_content=content, num_threads=threads)
        held = interpreter.get_signature_list()
        heads = int(interpreter.get_output_details()[0]["shape"][-1])
    except (ValueError, RuntimeError) as error:
        raise _damaged(name, error) from error
    ends = {"inputs": [INPUT], "outputs": [OUTPUT]}
    missing = [size for size in spec.input_sizes if held.get(signature(size)) != ends]
    if missing:
        raise ModelError(f"{name} cannot take pictures of {missing[0]}, which its spec names.")
    if heads != len(spec.heads):
        raise ModelError(f"{name} gives {heads} heads, but its spec names {len(spec.heads)}.")
    return interpreter


def _damaged(name: str, error: Exception) -> ModelError:
    first = str(error).strip().partition("\n")[0][:200]
    return ModelError(f"{name} is damaged ({first}); export or download it again.")
