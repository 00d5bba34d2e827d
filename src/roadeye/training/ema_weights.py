"""The exponential moving average of the weights, put in place for validation and checkpoints."""

from typing import Any

import keras
import numpy as np

from roadeye.training.devices import sync_batch_norm_statistics
from roadeye.training.networks.batch_norm import batch_norms


class EmaWeights(keras.callbacks.Callback):
    """Validate with the EMA weights, and give the others back bit for bit.

    `keras.callbacks.SwapEMAWeights` swaps by adding and subtracting, which rounds.

    Args:
        model: The network, with its first weights.
        share: Share of these in what validates.
    """

    def __init__(self, model: Any, share: float = 0.0) -> None:
        super().__init__()
        self.set_model(model)
        self.share = np.float32(share)
        self._first = [np.array(variable) for variable in model.trainable_variables]
        self._own: list[np.ndarray] = []

    def on_test_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Put the EMA weights in place."""
        del logs
        sync_batch_norm_statistics(self.model, _statistics(self.model))
        variables = self.model.trainable_variables
        self._own = [np.array(variable) for variable in variables]
        trained = ema_values(self.model) if _inner_optimizer(self.model).use_ema else self._own
        for variable, value, first in zip(variables, trained, self._first, strict=True):
            variable.assign(value + self.share * (first - value) if self.share else value)

    def on_test_end(self, logs: dict[str, Any] | None = None) -> None:
        """Put the weights back."""
        del logs
        for variable, value in zip(self.model.trainable_variables, self._own, strict=True):
            variable.assign(value)


def _statistics(model: Any) -> list[Any]:
    """Return the moving statistics of a model's batch norms."""
    return [
        value for norm in batch_norms(model) for value in (norm.moving_mean, norm.moving_variance)
    ]


def ema_values(model: Any) -> list[np.ndarray]:
    """Return the EMA values of a model's trainable variables, in their order."""
    held = _inner_optimizer(model)._model_variables_moving_average  # noqa: SLF001, has no public name
    return [np.array(average) for average in held]


def _inner_optimizer(model: Any) -> Any:
    """Return the optimiser that keeps the averages; with float16, Keras wraps it into one that scales."""
    return getattr(model.optimizer, "inner_optimizer", model.optimizer)
