"""Open a model file with the runtime that its suffix asks for."""

from importlib import resources
from pathlib import Path
from typing import Protocol, runtime_checkable

from roadeye.arrays import Image, Probability
from roadeye.errors import ModelError
from roadeye.model.spec import ModelSpec, Output

BUNDLED = "bundled"


@runtime_checkable
class Runner(Protocol):
    """Run a network on a picture of one of its windows."""

    @property
    def spec(self) -> ModelSpec:
        """What the model file says about itself."""
        ...

    @property
    def output(self) -> Output:
        """Which of the model's outputs it gives."""
        ...

    def __call__(self, tensor: Image) -> Probability:
        """Return the probability of road at every pixel of the window."""
        ...


def model_path(model: str | Path) -> Path:
    """Return the file that a model's name or path means.

    Raises:
        ModelError: There is no such file.
    """
    if str(model) == BUNDLED:
        with resources.as_file(resources.files("roadeye") / "models" / "roadeye.tflite") as path:
            return path
    path = Path(model)
    if not path.is_file():
        raise ModelError(
            f"there is no model file {path}; give the path of a .tflite file, or `{BUNDLED}`."
        )
    return path


def open_model(model: str | Path = BUNDLED, threads: int = 2, meaning: str | None = None) -> Runner:
    """Open a model file.

    Args:
        model: A path, or `bundled` for the model in the package.
        threads: Number of CPU threads; at least 1.
        meaning: Of several outputs the one of this meaning of road; None takes the first.

    Raises:
        ModelError: The file is missing, damaged, not a roadeye model, of an unknown kind, or has
            no output of that meaning.
    """
    path = model_path(model)
    if path.suffix == ".tflite":
        from roadeye.model.litert import open_litert

        return open_litert(path, threads, meaning)
    raise ModelError(f"{path} has the suffix {path.suffix!r}; a model file ends in .tflite")


def open_suited(model: str | Path, threads: int, labels: str, asked: str | None = None) -> Runner:
    """Open the output of a model that means what a data set means by road, or else its first.

    Args:
        model: A path, or `bundled` for the model in the package.
        threads: Number of CPU threads.
        labels: What the labels mean by road; empty where nobody knows.
        asked: The meaning to take whatever the labels mean; None leaves it to them.

    Raises:
        ModelError: As in `open_model`.
    """
    if asked is not None:
        return open_model(model, threads, asked)
    first = open_model(model, threads)
    others = {output.meaning for output in first.spec.outputs[1:]}
    return open_model(model, threads, labels) if labels in others else first
