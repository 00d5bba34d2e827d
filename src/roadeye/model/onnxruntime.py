"""Run an ONNX file with ONNX Runtime."""

from typing import Any

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

_PROVIDER = "ExecutionProvider"
_ERRORS_ALONE = 3


def open_model(file: ModelFile, spec: ModelSpec, threads: int, device: str) -> "OnnxRuntimeEngine":
    """Open an ONNX file; see `roadeye.model.engine.open_engine`.

    Devices are ONNX Runtime's execution providers: `cpu`, `cuda`, `coreml`, …
    """
    return OnnxRuntimeEngine(file, spec, threads, device)


class OnnxRuntimeEngine:
    """Run one ONNX file; calls from several threads run side by side.

    Pickling carries the file's content.

    Args:
        file: The model file.
        spec: What it says about itself.
        threads: Number of CPU threads.
        device: An execution provider without its last word, in any case.

    Raises:
        ModelError: The content is damaged, not what the spec says, or there is no such device.
        MissingExtraError: ONNX Runtime is not installed.
    """

    def __init__(self, file: ModelFile, spec: ModelSpec, threads: int, device: str = CPU) -> None:
        self.spec = spec
        self._file = file
        self._threads = threads
        self._device = device
        self._session: Any = _session(file, threads, device)
        _require_ends(file.name, spec, self._session)

    def __call__(self, batch: Batch) -> Probabilities:
        """Return the probability of road for pictures of one of the spec's input sizes.

        Raises:
            ModelError: The size is not one of the model's, or the network cannot run.
        """
        session = self._session
        if session is None:
            raise closed(self._file.name)
        require_size(self.spec, (batch.shape[1], batch.shape[2]))
        try:
            maps = [session.run([OUTPUT], {INPUT: image[None]})[0] for image in batch]
        except Exception as error:  # its errors have no common base
            raise damaged(self._file.name, error) from error
        return joined(maps)

    def split(self) -> "list[OnnxRuntimeEngine]":
        """Return an engine of one thread for each of this one's threads."""
        if self._threads == 1 or self._device.lower() != CPU:
            return [self]
        return [OnnxRuntimeEngine(self._file, self.spec, 1) for _ in range(self._threads)]

    def close(self) -> None:
        """Free the session; calls that follow are refused."""
        self._session = None

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by content: another machine may not have the file."""
        return type(self), (self._file, self.spec, self._threads, self._device)


def _session(file: ModelFile, threads: int, device: str) -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        raise MissingExtraError(f"running {file.name}", "onnx") from error
    known = {
        name.removesuffix(_PROVIDER).lower(): name for name in onnxruntime.get_available_providers()
    }
    if device.lower() not in known:
        raise no_such_device(device, "ONNX Runtime", sorted(known))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = _ERRORS_ALONE
    # A thread that waits for work would keep a core from the threads that read and write pictures.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(file.content, options, [known[device.lower()]])
    except Exception as error:  # its errors have no common base
        raise damaged(file.name, error) from error


def _require_ends(name: str, spec: ModelSpec, session: Any) -> None:
    """Make sure that a network's input and output are what its spec says."""
    inputs = {one.name: one for one in session.get_inputs()}
    outputs = {one.name: one for one in session.get_outputs()}
    if set(inputs) != {INPUT} or set(outputs) != {OUTPUT}:
        raise wrong_ends(name, inputs, outputs)
    require_heads(name, spec, outputs[OUTPUT].shape[-1])
    for size in spec.input_sizes:
        if not _takes(inputs[INPUT].shape, size):
            raise no_such_size(name, size)


def _takes(shape: list[int | str | None], size: Size) -> bool:
    """Tell whether an input takes pictures of a size; a side that is no number is any."""
    return all(
        not isinstance(side, int) or side == wanted
        for side, wanted in zip(shape[1:3], size, strict=True)
    )
