"""What all engines check and say alike."""

from collections.abc import Iterable

from roadeye.arrays import Size
from roadeye.errors import ModelError
from roadeye.model.spec import ModelSpec

INPUT = "image"
"""What every file calls its input: RGB pixels 0..255, (batch, height, width, 3)."""

OUTPUT = "probability"
"""What every file calls its output: probabilities 0..1, (batch, height, width, heads)."""


def require_size(spec: ModelSpec, size: Size) -> None:
    """Make sure that a model takes pictures of a size.

    Raises:
        ModelError: It does not.
    """
    if size not in spec.input_sizes:
        raise ModelError(
            f"the model takes no pictures of {size[0]}×{size[1]} (height × width), only "
            f"{', '.join(f'{height}×{width}' for height, width in spec.input_sizes)}."
        )


def require_heads(name: str, spec: ModelSpec, heads: int) -> None:
    """Make sure that a network gives as many heads as its file says.

    Raises:
        ModelError: It does not.
    """
    if heads != len(spec.heads):
        raise ModelError(f"{name} gives {heads} heads, but its spec names {len(spec.heads)}.")


def no_such_size(name: str, size: Size) -> ModelError:
    """Return the error of a network that is not what its file says it is."""
    return ModelError(f"{name} cannot take pictures of {size}, which its spec names.")


def no_such_device(device: str, engine: str, known: Iterable[str]) -> ModelError:
    """Return the error of a device that an engine does not have on this machine."""
    return ModelError(
        f"{engine} has no device {device!r} here; it has: {', '.join(known)}.",
        code="no-such-device",
    )


def closed(name: str) -> ModelError:
    """Return the error of a call after `close`."""
    return ModelError(f"{name} was closed; open it again.")


def damaged(name: str, error: Exception) -> ModelError:
    """Return the error of a file that its runtime refuses, with the first line of why."""
    first = str(error).strip().partition("\n")[0][:200]
    return ModelError(f"{name} is damaged ({first}); export or download it again.")
