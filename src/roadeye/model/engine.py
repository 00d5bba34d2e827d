"""Engines run networks; this module names their protocol and opens the one a model file needs."""

import os
from collections.abc import Sequence
from importlib import import_module, resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Protocol, TypeAlias, runtime_checkable

import numpy as np
from jaxtyping import Float32, UInt8

from roadeye.errors import ModelError
from roadeye.model.container import ModelFile, read_spec, weights_path, write_model
from roadeye.model.container import with_spec as file_with_spec
from roadeye.model.spec import ModelSpec

BUNDLED = "roadeye"
"""The default model, by its name."""

MAX_BYTES = 1 << 31
"""Larger files are refused before they are read; flatbuffers end there too."""

OPEN = "roadeye-open"
"""The model that a company may ship, by its name."""

PACKAGED = {BUNDLED: "roadeye.tflite", OPEN: "roadeye-open.tflite"}
"""Models that a package may hold, by name; `packaged_models` are those that this one holds."""

RUN_MODEL = "model.tflite"
"""The model file in the folder of a training run."""

ENGINES = {
    ".tflite": "roadeye.model.litert",
    ".onnx": "roadeye.model.onnxruntime",
    ".xml": "roadeye.model.openvino",
}
"""Modules with an `open_model` of file, spec, threads and device, by the suffix they open."""

CPU = "cpu"
"""The device that every engine has."""

Batch: TypeAlias = UInt8[np.ndarray, "n height width 3"]
"""Pictures at one of a network's input sizes: RGB, 0..255."""

Probabilities: TypeAlias = Float32[np.ndarray, "n height width heads"]
"""The probability of road at every pixel, for each head, before its temperature is applied."""


@runtime_checkable
class Engine(Protocol):
    """Run a network on pictures of one of its input sizes; any number of threads may call it."""

    @property
    def spec(self) -> ModelSpec:
        """What the model file says about itself."""
        ...

    def __call__(self, batch: Batch) -> Probabilities:
        """Return the probability of road at every pixel, for each head."""
        ...

    def split(self) -> "Sequence[Engine]":
        """Return engines of one thread each that share this one's threads, for many pictures.

        Side by side they do more pictures a second than one engine does with all threads, and
        give the same values.
        """
        ...

    def close(self) -> None:
        """Free what the engine holds; it cannot run any more."""
        ...


def packaged_models() -> tuple[str, ...]:
    """Return the names of the models in the package."""
    return tuple(name for name in PACKAGED if _packaged(name).is_file())


def model_path(model: str | Path) -> Path:
    """Return the file that the name of a model, a model file or a run folder means.

    Raises:
        ModelError: There is no such file.
    """
    if str(model) in PACKAGED:
        if not _packaged(str(model)).is_file():
            raise ModelError(
                f"this roadeye comes without the model {model}, only with "
                f"{', '.join(packaged_models())}: update it, or give a model file.",
                code="no-such-model",
            )
        return Path(str(_packaged(str(model))))
    path = Path(model)
    if os.path.isdir(path):  # noqa: PTH112  `Path.is_dir` raises where a folder above is closed
        path /= RUN_MODEL
    if not os.path.isfile(path):  # noqa: PTH113
        raise ModelError(
            f"there is no model file {path}; give {', '.join(packaged_models())}, a model file or the "
            "folder of a training run.",
            code="no-such-model",
        )
    return path


def read_model(model: str | Path) -> ModelFile:
    """Return the content of a model file; see `model_path`.

    A model in the package is found in a zipped package too.

    Raises:
        ModelError: The file, or the weights beside it, are missing, cannot be read, or are too
            large to be a model.
    """
    path = model_path(model)
    if str(model) in PACKAGED:
        return ModelFile(str(path), _packaged(str(model)).read_bytes())
    beside = weights_path(path)
    return ModelFile(str(path), _read(path), b"" if beside is None else _read(beside))


def rewrite_spec(source: str | Path, target: Path, spec: ModelSpec) -> None:
    """Write a copy of a model file with another spec.

    Args:
        source: The model; see `model_path`.
        target: Where the copy goes; may be `source` itself.
        spec: The new spec.

    Raises:
        ModelError: `source` cannot be read, or is not of the format that its suffix names.
        OutputError: `target` cannot be written.
    """
    write_model(target, file_with_spec(read_model(source), spec))


def open_engine(model: str | Path = BUNDLED, threads: int = 2, device: str = CPU) -> Engine:
    """Open a model file with the engine that its suffix asks for.

    Args:
        model: `roadeye`, the path of a model file, or the folder of a training run.
        threads: Number of CPU threads; at least 1.
        device: Where the network runs: `cpu`, or another name that the engine knows, such as `gpu`.

    Raises:
        ModelError: The file is missing, damaged, not a roadeye model, or of an unknown kind; or
            the engine has no such device.
        MissingExtraError: The engine is not installed.
    """
    if threads < 1:
        raise ModelError(f"a model runs on 1 thread or more, not {threads}.")
    path = model_path(model)
    if path.name.endswith((".weights.h5", ".npz", ".keras")):
        raise ModelError(
            f"{path} holds weights for training and export: export it to litert, onnx or openvino "
            "first.",
            code="weights-alone",
        )
    if path.suffix not in ENGINES:
        raise ModelError(
            f"{path} has the suffix {path.suffix!r}; a model file ends in {', '.join(ENGINES)}."
        )
    return open_file(read_model(model), threads, device)


def open_file(file: ModelFile, threads: int = 2, device: str = CPU) -> Engine:
    """Open a model file that is in memory; see `open_engine`."""
    spec = read_spec(file)
    engine: Engine = import_module(ENGINES[file.suffix]).open_model(file, spec, threads, device)
    return engine


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ModelError(f"{path} is larger than {MAX_BYTES >> 30} GB: it is not a model file.")
        return path.read_bytes()
    except OSError as error:
        raise ModelError(f"cannot read {path}: {error.strerror or error}.") from error


def _packaged(name: str) -> Traversable:
    return resources.files("roadeye") / "models" / PACKAGED[name]
