"""Engines run networks; this module names their protocol and opens the one a model file needs."""

import os
from collections.abc import Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Protocol, TypeAlias, runtime_checkable

import numpy as np
from jaxtyping import Float32, UInt8

from roadeye.errors import ModelError
from roadeye.model.spec import ModelSpec

BUNDLED = "roadeye"
"""The model in the package, by its name."""

MAX_BYTES = 1 << 31
"""Larger files are refused before they are read; flatbuffers end there too."""

PACKAGED = {BUNDLED: "roadeye.tflite"}
RUN_MODEL = "model.tflite"
"""The model file in the folder of a training run."""

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


def model_path(model: str | Path) -> Path:
    """Return the file that the name of a model, a model file or a run folder means.

    Raises:
        ModelError: There is no such file.
    """
    if str(model) in PACKAGED:
        return Path(str(_packaged(str(model))))
    path = Path(model)
    if os.path.isdir(path):  # noqa: PTH112  `Path.is_dir` raises where a folder above is closed
        path /= RUN_MODEL
    if not os.path.isfile(path):  # noqa: PTH113
        raise ModelError(
            f"there is no model file {path}; give {', '.join(PACKAGED)}, a model file or the "
            "folder of a training run.",
            code="no-such-model",
        )
    return path


def read_model(model: str | Path) -> bytes:
    """Return the content of a model file; see `model_path`.

    A model in the package is found in a zipped package too.

    Raises:
        ModelError: The file is missing, cannot be read, or is too large to be a model.
    """
    path = model_path(model)
    try:
        if str(model) in PACKAGED:
            return _packaged(str(model)).read_bytes()
        if path.stat().st_size > MAX_BYTES:
            raise ModelError(f"{path} is larger than {MAX_BYTES >> 30} GB: it is not a model file.")
        return path.read_bytes()
    except OSError as error:
        raise ModelError(f"cannot read {path}: {error.strerror or error}.") from error


def open_engine(model: str | Path = BUNDLED, threads: int = 2) -> Engine:
    """Open a model file with the engine that its suffix asks for.

    Args:
        model: `roadeye`, the path of a model file, or the folder of a training run.
        threads: Number of CPU threads; at least 1.

    Raises:
        ModelError: The file is missing, damaged, not a roadeye model, or of an unknown kind.
    """
    if threads < 1:
        raise ModelError(f"a model runs on 1 thread or more, not {threads}.")
    path = model_path(model)
    if path.suffix == ".tflite":
        from roadeye.model.litert import LiteRTEngine

        return LiteRTEngine(read_model(model), threads, str(path))
    if path.name.endswith((".weights.h5", ".npz")):
        raise ModelError(f"{path} holds weights alone: export it to a model file first.")
    raise ModelError(f"{path} has the suffix {path.suffix!r}; a model file ends in .tflite.")


def _packaged(name: str) -> Traversable:
    return resources.files("roadeye") / "models" / PACKAGED[name]
