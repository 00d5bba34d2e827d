"""The network itself as an engine: what every exported file is compared with."""

from typing import Any

import keras
import numpy as np

from roadeye.export.trained import Trained
from roadeye.model.engine import Batch, Probabilities
from roadeye.model.spec import ModelSpec


class KerasEngine:
    """Run a trained network with Keras; see `roadeye.model.engine.Engine`.

    Args:
        trained: The network.
    """

    def __init__(self, trained: Trained) -> None:
        self._trained = trained
        self._model: Any = trained.model()

    @property
    def spec(self) -> ModelSpec:
        """What is known about the network."""
        return self._trained.spec

    def __call__(self, batch: Batch) -> Probabilities:
        """Return the probability of road at every pixel, for each head."""
        logits = self._model(batch.astype(np.float32), training=False)
        found: Probabilities = np.asarray(keras.ops.convert_to_numpy(keras.ops.sigmoid(logits)))
        return found

    def split(self) -> "list[KerasEngine]":
        """Return the engine itself: Keras shares its threads."""
        return [self]

    def close(self) -> None:
        """Hold nothing that needs closing."""
