"""The parity gate: a model file that does not say what the network says is not kept."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from roadeye.arrays import AnyImage, Size
from roadeye.errors import ModelError
from roadeye.inference.letterbox import letterbox, nearest_size
from roadeye.model.engine import Engine
from roadeye.training.networks.build import build
from roadeye.training.networks.config import NetworkConfig

TOLERANCE = 1e-3
"""Largest difference of a probability, on any pixel."""


def largest_difference(
    config: NetworkConfig, weights: list[Any], engine: Engine, images: Iterable[AnyImage]
) -> float:
    """Return the largest difference between the Keras network's probabilities and a model file's.

    Args:
        config: The network.
        weights: Its weights, in the order of `keras.Model.get_weights`.
        engine: The opened model file.
        images: Pictures of any size; each is compared at its own input size.
    """
    networks: dict[Size, Any] = {}
    worst = 0.0
    for image in images:
        input_size = nearest_size((image.shape[0], image.shape[1]), engine.spec.input_sizes)
        if input_size not in networks:
            networks[input_size] = build(config, input_size)
            networks[input_size].set_weights(weights)
        tensor, _ = letterbox(image, input_size)
        logits = np.asarray(networks[input_size](tensor[None].astype(np.float32), training=False))
        expected = 1 / (1 + np.exp(-logits[0].astype(np.float64)))
        difference = np.abs(expected - engine(tensor[None])[0]).max()
        worst = float(np.maximum(worst, difference))  # which, unlike `max`, keeps a NaN
    return worst


def require_parity(difference: float) -> None:
    """Refuse a model file that differs from its network.

    Raises:
        ModelError: The difference is larger than the tolerance, or not a number.
    """
    if not difference <= TOLERANCE:
        raise ModelError(
            f"the exported model differs from the network by {difference:.2g} in the probability "
            f"of a pixel, more than {TOLERANCE:g}: it was not kept. Please report this."
        )
