"""The loss and the score of a training step, on targets that carry what does not count.

A target is one uint8 map for each output; `roadeye.training.targets` says what its values mean.
"""

from typing import Any

import keras

from roadeye.training.targets import ANSWER_STEPS, FIRST_ANSWER, IGNORED


def masked_loss(dice: float, smoothing: float, distillation: float = 0.0) -> Any:
    """Make the loss `cross-entropy + dice * Dice` over the labelled pixels that count.

    Cross-entropy is the mean over all counting pixels of the batch. Dice is
    `1 - (2 Σ p t + 1) / (Σ p + Σ t + 1)` over the same pixels (Milletari et al., 3DV 2016, without
    squares). Where the target is a trained model's answer, its mean cross-entropy is added (Li and
    Hoiem, Learning without forgetting, ECCV 2016, at temperature 1). All are taken in float32
    whatever the layers' precision.

    Args:
        dice: Weight of Dice.
        smoothing: Labels become `smoothing / 2` and `1 - smoothing / 2` for cross-entropy.
        distillation: Weight of the cross-entropy against answers; 0 leaves them out.

    Returns:
        A function of (target [b, h, w, outputs], logits of the same shape) that gives
        one number, shape [1].
    """
    ops = keras.ops

    def loss(target: Any, logits: Any) -> Any:
        logits = ops.cast(logits, "float32")
        counts = ops.cast(ops.less(target, FIRST_ANSWER), "float32")
        road = ops.cast(ops.equal(target, 1), "float32")
        soft = road * (1.0 - smoothing) + smoothing / 2.0
        entropy = _entropy(logits, soft)
        number = ops.maximum(ops.sum(counts), 1.0)
        probability = ops.sigmoid(logits) * counts
        overlap = ops.sum(probability * road)
        total = ops.sum(probability) + ops.sum(road)
        value = ops.sum(entropy * counts) / number + dice * (
            1.0 - (2.0 * overlap + 1.0) / (total + 1.0)
        )
        if distillation:
            value += distillation * _distilled(target, logits)
        # Keras shares a loss among several devices only if it has an axis.
        return ops.reshape(value, (1,))

    return loss


def _entropy(logits: Any, probability: Any) -> Any:
    """Return the cross-entropy of logits against a probability, at every pixel."""
    ops = keras.ops
    # log(1 + exp(-|x|)) form: exact for large logits of either sign
    exponential = ops.exp(-ops.abs(logits))
    return ops.maximum(logits, 0.0) - logits * probability + ops.log1p(exponential)


def _distilled(target: Any, logits: Any) -> Any:
    """Return the mean cross-entropy over the pixels that have an answer; 0 if none has."""
    ops = keras.ops
    answers = ops.logical_and(ops.greater_equal(target, FIRST_ANSWER), ops.less(target, IGNORED))
    counts = ops.cast(answers, "float32")
    probability = (ops.cast(target, "float32") - FIRST_ANSWER) / ANSWER_STEPS
    number = ops.maximum(ops.sum(counts), 1.0)
    return ops.sum(_entropy(logits, probability) * counts) / number


@keras.saving.register_keras_serializable(package="roadeye")
class RoadIoU(keras.metrics.Metric):
    """Intersection over union of road, its counts summed over all batches.

    A pixel is predicted road where its logit is at least 0 (probability 0.5).
    """

    def __init__(self, name: str = "iou") -> None:
        super().__init__(name=name)
        self.both = self.add_variable((), initializer="zeros", dtype="float32", name="both")
        self.either = self.add_variable((), initializer="zeros", dtype="float32", name="either")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add the counts of a batch: targets and logits, both [b, h, w, outputs]."""
        del sample_weight  # targets carry what does not count
        ops = keras.ops
        counts = ops.less(y_true, FIRST_ANSWER)
        road = ops.equal(y_true, 1)
        found = ops.logical_and(ops.greater_equal(ops.cast(y_pred, "float32"), 0.0), counts)
        both = ops.logical_and(found, road)
        either = ops.logical_or(found, road)
        self.both.assign_add(ops.sum(ops.cast(both, "float32")))
        self.either.assign_add(ops.sum(ops.cast(either, "float32")))

    def result(self) -> Any:
        """Return the IoU; 0 where neither labels nor predictions have road."""
        return self.both / keras.ops.maximum(self.either, 1.0)
