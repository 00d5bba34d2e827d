"""Run an OpenVINO model."""

import threading
from typing import Any

import numpy as np

from roadeye.arrays import Size
from roadeye.errors import MissingExtraError
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
    wrong_ends,
)
from roadeye.model.container import ModelFile
from roadeye.model.engine import CPU, Batch, Probabilities
from roadeye.model.spec import ModelSpec


def open_model(file: ModelFile, spec: ModelSpec, threads: int, device: str) -> "OpenVINOEngine":
    """Open an OpenVINO model; see `roadeye.model.engine.open_engine`.

    Devices are OpenVINO's: `cpu`, `gpu`, `npu`, `auto`, ….
    """
    return OpenVINOEngine(file, spec, threads, device)


class OpenVINOEngine:
    """Run one OpenVINO model, which is compiled for an input size when its first picture comes.

    Calls from several threads wait for each other: a request holds one picture at a time, and
    its own threads keep the cores busy. Pickling carries the files' content.

    Args:
        file: The model file and its weights.
        spec: What it says about itself.
        threads: Number of CPU threads.
        device: A device of OpenVINO, in any case.

    Raises:
        ModelError: The content is damaged, not what the spec says, or there is no such device.
        MissingExtraError: OpenVINO is not installed.
    """

    def __init__(self, file: ModelFile, spec: ModelSpec, threads: int, device: str = CPU) -> None:
        self.spec = spec
        self._file = file
        self._threads = threads
        self._device = device
        self._lock = threading.Lock()
        self._requests: dict[Size, Any] = {}
        self._core: Any = _core(file.name, device)
        self._model: Any = _model(self._core, file, spec)

    def __call__(self, batch: Batch) -> Probabilities:
        """Return the probability of road for pictures of one of the spec's input sizes.

        Raises:
            ModelError: The size is not one of the model's, or the network cannot run.
        """
        size = (batch.shape[1], batch.shape[2])
        with self._lock:
            request = self._request(size)
            try:
                maps = [
                    request.infer({INPUT: np.ascontiguousarray(image[None])})[OUTPUT].copy()
                    for image in batch
                ]
            except RuntimeError as error:
                raise damaged(self._file.name, error) from error
        return joined(maps)

    def split(self) -> "list[OpenVINOEngine]":
        """Return an engine of one thread for each of this one's threads."""
        if self._threads == 1 or self._device.lower() != CPU:
            return [self]
        return [OpenVINOEngine(self._file, self.spec, 1) for _ in range(self._threads)]

    def close(self) -> None:
        """Free the compiled networks; calls that follow are refused."""
        with self._lock:
            self._requests.clear()
            self._model = self._core = None

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by content: another machine may not have the files."""
        return type(self), (self._file, self.spec, self._threads, self._device)

    def _request(self, size: Size) -> Any:
        if self._model is None:
            raise closed(self._file.name)
        if size not in self._requests:
            require_size(self.spec, size)
            settings = {"PERFORMANCE_HINT": "LATENCY"}
            if self._device.lower() == CPU:
                # By itself it rounds to bfloat16 where a processor can: another answer.
                settings |= {
                    "INFERENCE_NUM_THREADS": str(self._threads),
                    "INFERENCE_PRECISION_HINT": "f32",
                }
            try:
                fixed = self._model.clone()
                fixed.reshape({INPUT: [1, *size, 3]})
                compiled = self._core.compile_model(fixed, self._device.upper(), settings)
                self._requests[size] = compiled.create_infer_request()
            except RuntimeError as error:
                raise damaged(self._file.name, error) from error
        return self._requests[size]


def _core(name: str, device: str) -> Any:
    try:
        import openvino
    except ImportError as error:
        raise MissingExtraError(f"running {name}", "openvino") from error
    core = openvino.Core()
    known = [*core.available_devices, "AUTO"]
    if device.upper() not in known:
        raise no_such_device(device, "OpenVINO", sorted(one.lower() for one in known))
    return core


def _model(core: Any, file: ModelFile, spec: ModelSpec) -> Any:
    try:
        model = core.read_model(model=file.content, weights=file.weights)
        taken = [name for one in model.inputs for name in one.names]
        given = [name for one in model.outputs for name in one.names]
        shape, heads = model.input(0).partial_shape, model.output(0).partial_shape[-1]
    except RuntimeError as error:
        raise damaged(file.name, error) from error
    if (
        len(model.inputs) != 1
        or INPUT not in taken
        or len(model.outputs) != 1
        or OUTPUT not in given
    ):
        raise wrong_ends(file.name, taken, given)
    require_heads(file.name, spec, -1 if heads.is_dynamic else heads.get_length())
    for size in spec.input_sizes:
        if any(
            side.is_static and side.get_length() != wanted
            for side, wanted in zip((shape[1], shape[2]), size, strict=True)
        ):
            raise no_such_size(file.name, size)
    return model
