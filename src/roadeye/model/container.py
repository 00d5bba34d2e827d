"""Where each file format keeps what a model says about itself: one container a suffix."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from roadeye.errors import ModelError
from roadeye.io.atomic import write_bytes
from roadeye.model.spec import ModelSpec

CONTAINERS = {
    ".tflite": "roadeye.model.tflite_file",
    ".onnx": "roadeye.model.onnx_file",
    ".xml": "roadeye.model.openvino_file",
    ".keras": "roadeye.model.keras_file",
}
"""Modules with a `read_spec` and a `with_spec` for `ModelFile`, by the suffix of their files."""


@dataclass(frozen=True)
class ModelFile:
    """Hold the content of a model file.

    Attributes:
        name: Its path, for messages; the suffix says its format.
        content: The file itself.
        weights: The `.bin` file beside an OpenVINO `.xml`; empty for other formats.
    """

    name: str
    content: bytes
    weights: bytes = b""

    @property
    def suffix(self) -> str:
        """The suffix, such as `".onnx"`."""
        return Path(self.name).suffix

    @property
    def sha256(self) -> str:
        """The SHA-256 of the content, which names that of the weights beside it; hexadecimal."""
        return sha256(self.content).hexdigest()


class _Container(NamedTuple):
    read_spec: Callable[[ModelFile], ModelSpec]
    with_spec: Callable[[ModelFile, ModelSpec], ModelFile]


def weights_path(path: Path) -> Path | None:
    """Return where a model file keeps weights outside itself, or None where it does not."""
    return path.with_suffix(".bin") if path.suffix == ".xml" else None


def read_spec(file: ModelFile) -> ModelSpec:
    """Return what a model file says about itself, once its digest fits its content.

    Raises:
        ModelError: It is no roadeye model, was altered, or has an unknown suffix.
    """
    container = _container(file)
    try:
        return container.read_spec(file)
    except ModelError as error:
        raise ModelError(
            f"{file.name} is not a roadeye model that can be used: {error} Give a file that "
            "training or export wrote.",
            code=error.code,
        ) from error


def with_spec(file: ModelFile, spec: ModelSpec) -> ModelFile:
    """Return a model file with this spec in it and a digest of the whole.

    Raises:
        ModelError: It is no file of the format that its suffix names.
    """
    return _container(file).with_spec(file, spec)


def write_model(path: Path, file: ModelFile) -> None:
    """Write a model file, its weights first where they lie beside it.

    Raises:
        OutputError: It cannot be written.
    """
    beside = weights_path(path)
    if beside is not None:
        write_bytes(beside, file.weights)
    write_bytes(path, file.content)


def _container(file: ModelFile) -> _Container:
    if file.suffix not in CONTAINERS:
        raise ModelError(
            f"{file.name} has the suffix {file.suffix!r}; a model file ends in "
            f"{', '.join(CONTAINERS)}.",
            code="foreign",
        )
    module = import_module(CONTAINERS[file.suffix])
    return _Container(module.read_spec, module.with_spec)
