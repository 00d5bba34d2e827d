"""Batch normalisation by TensorFlow's fused operation, which Keras does not use.

Keras reads the signatures of a layer's methods, which checks at run time hide: they are exempt.
"""

from typing import Any, no_type_check

import keras


@no_type_check
@keras.saving.register_keras_serializable("roadeye")
class BatchNormalization(keras.layers.BatchNormalization):
    """Normalise as `keras.layers.BatchNormalization` does over the last axis of four.

    Keras 3 normalises by a dozen small operations, each of which reads and writes the whole map,
    and leaves their gradients to the backend. TensorFlow has one operation for it and one for its
    gradient, which Keras does not use. The name is that of Keras's layer, by which files of
    weights know it.
    """

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        """Normalise `inputs` of shape (batch, height, width, channels)."""
        if not (training and self.trainable) or keras.backend.backend() != "tensorflow":
            return super().call(inputs, training=training, mask=mask)
        values, mean, variance = _normalise(inputs, self.gamma, self.beta, self.epsilon)
        for moving, new in ((self.moving_mean, mean), (self.moving_variance, variance)):
            moving.assign(moving * self.momentum + new * (1.0 - self.momentum))
        return keras.ops.cast(values, self.compute_dtype)


def batch_norms(model: Any) -> list[Any]:
    """Return the batch norms of a network, in its order."""
    return [x for x in model.layers if isinstance(x, keras.layers.BatchNormalization)]


def _normalise(inputs: Any, gamma: Any, beta: Any, epsilon: float) -> tuple[Any, Any, Any]:
    """Return normalised values, mean and variance of a batch, in float32."""
    import tensorflow as tf

    x = tf.cast(inputs, tf.float32)
    values, mean, unbiased, *_ = tf.raw_ops.FusedBatchNormV3(
        x=x,
        scale=tf.convert_to_tensor(gamma),
        offset=tf.convert_to_tensor(beta),
        mean=[],
        variance=[],
        epsilon=epsilon,
    )
    count = tf.cast(tf.reduce_prod(tf.shape(x)[:3]), tf.float32)
    return values, mean, unbiased * (tf.maximum(count - 1.0, 1.0) / count)  # as Keras keeps it
