"""From a picture to a probability map in three steps, which a pipeline runs beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from jaxtyping import Float32

from roadeye.arrays import Image, Probability, Size
from roadeye.errors import ModelError
from roadeye.inference.crop import Rows
from roadeye.inference.letterbox import (
    LetterboxParams,
    Tensor,
    letterbox,
    nearest_size,
    unletterbox,
)
from roadeye.inference.smoothing import Steady
from roadeye.metrics.temperature import apply_temperature
from roadeye.model.engine import Engine

HeadMaps: TypeAlias = Float32[np.ndarray, "input_height input_width heads"]


@dataclass(frozen=True)
class Prepared:
    """Hold a picture that is ready for the network.

    Attributes:
        size: (height, width) of the whole picture.
        rows: The rows that the network sees.
        tensor: These rows, letterboxed.
        params: Where they lie in the tensor.
    """

    size: tuple[int, int]
    rows: slice
    tensor: Tensor
    params: LetterboxParams


def prepare(image: Image, rows: Rows | None, input_sizes: Sequence[Size]) -> Prepared:
    """Crop a picture and letterbox it into the input size whose shape fits best.

    Raises:
        InputError: The cropped rows leave nothing of it.
    """
    height, width = image.shape[:2]
    kept = slice(0, height) if rows is None else rows.slice(height)
    seen = image[kept]
    size = nearest_size((seen.shape[0], width), input_sizes)
    return Prepared((height, width), kept, *letterbox(seen, size))


def run(engine: Engine, prepared: Prepared) -> HeadMaps:
    """Run the network.

    Raises:
        ModelError: The network cannot run, or gives values outside 0..1.
    """
    raw: HeadMaps = engine(prepared.tensor[None])[0]
    if not (raw.min() >= 0 and raw.max() <= 1):  # written this way so NaN fails too
        raise ModelError(
            f"the model {engine.spec.name} gives values outside 0 to 1, or NaN: its weights are "
            "damaged or its training failed; export or train it again."
        )
    return raw


def restore(
    prepared: Prepared, raw: HeadMaps, head: int, temperature: float, steady: Steady | None = None
) -> Probability:
    """Calibrate one head's answer and bring it back to the picture; cropped rows have 0.

    Args:
        prepared: What `prepare` returned.
        raw: What `run` returned.
        head: The number of the head.
        temperature: Divides its log-odds.
        steady: Steadies the map by those of the frames before, on the network's grid.
    """
    calibrated = apply_temperature(np.ascontiguousarray(raw[:, :, head]), temperature)
    if steady is not None:
        calibrated = steady(prepared.tensor, calibrated)
    found = unletterbox(calibrated, prepared.params)
    if found.shape == prepared.size:
        return found
    full = np.zeros(prepared.size, np.float32)
    full[prepared.rows] = found
    return full
