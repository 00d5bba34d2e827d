"""What all engines check and say alike."""

from collections.abc import Iterable, Sequence

import numpy as np
from jaxtyping import Float32

from roadeye.arrays import Size
from roadeye.errors import ModelError
from roadeye.model.engine import Probabilities
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


def joined(maps: Sequence[Float32[np.ndarray, "1 _ _ _"]]) -> Probabilities:
    """Return the maps of single pictures as those of a batch; one map is not copied."""
    return maps[0] if len(maps) == 1 else np.concatenate(maps)


def require_heads(name: str, spec: ModelSpec, heads: int) -> None:
    """Make sure that a network gives as many heads as its file says.

    Raises:
        ModelError: It does not.
    """
    if heads != len(spec.heads):
        raise ModelError(
            f"{name} gives {heads} heads, but its description names {len(spec.heads)}; export it again."
        )


def wrong_ends(name: str, inputs: Iterable[str], outputs: Iterable[str]) -> ModelError:
    """Return the error of a network whose input and output are not those of a roadeye model."""
    return ModelError(
        f"{name} takes {', '.join(inputs)} and gives {', '.join(outputs)}; a roadeye model "
        f"takes {INPUT} and gives {OUTPUT}."
    )


def no_such_size(name: str, size: Size) -> ModelError:
    """Return the error of a network that is not what its file says it is."""
    return ModelError(
        f"{name} cannot take pictures of {size[0]}×{size[1]} (height × width), which its description "
        "names; export it again."
    )


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
