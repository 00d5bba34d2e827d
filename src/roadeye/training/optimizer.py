"""The optimiser of a recipe: AdamW with a schedule, clipping and an average of the weights."""

from collections.abc import Sequence
from typing import Any

import keras

from roadeye.training.recipe import TrainingPart

FLOOR = 0.01
"""The cosine schedule ends at this part of the peak rate."""


def make_optimizer(training: TrainingPart, steps: int) -> Any:
    """Make the optimiser of a run.

    Batch normalisation and biases are left out of weight decay.

    Args:
        training: The recipe's part on learning.
        steps: Optimiser steps of the whole run.
    """
    optimizer = keras.optimizers.AdamW(
        learning_rate=schedule(training, steps),
        weight_decay=training.weight_decay,
        global_clipnorm=training.clip_norm or None,
        use_ema=training.ema_momentum > 0,
        ema_momentum=bounded_momentum(training.ema_momentum, steps),
    )
    optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
    return optimizer


def bounded_momentum(momentum: float, steps: int) -> float:
    """Return the momentum of a moving average: it remembers an eighth of the run at most.

    An average with a longer memory than that would end on what the run began with: first
    weights, and statistics of batch norms that belong to them.

    >>> bounded_momentum(0.995, 2400), bounded_momentum(0.995, 80)
    (0.995, 0.9)
    """
    return max(0.0, min(momentum, 1 - 8 / steps))


def schedule(training: TrainingPart, steps: int) -> Any:
    """Return the learning rate: a function of the step, or for `plateau` a number."""
    if training.schedule == "plateau":
        return training.learning_rate
    warmup = min(training.warmup_steps, steps // 4)
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=training.learning_rate if warmup == 0 else 0.0,
        decay_steps=max(1, steps - warmup),
        alpha=FLOOR if training.schedule == "cosine" else 1.0,
        warmup_target=training.learning_rate if warmup else None,
        warmup_steps=warmup,
    )


def plateau_rate(rate: float, patience: int, val_ious: Sequence[float]) -> float:
    """Return the rate of the next epoch: divided by 10 after each `patience` epochs of no gain.

    A function of the history alone, so that a resumed run continues it.

    >>> plateau_rate(1e-3, 2, [0.5, 0.6, 0.6, 0.6])  # the best was two epochs ago
    0.0001
    """
    best, waited = float("-inf"), 0
    for iou in val_ious:
        if iou > best:
            best, waited = iou, 0
        else:
            waited += 1
            if waited == patience:
                rate, waited = rate / 10, 0
    return rate
