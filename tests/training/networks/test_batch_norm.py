"""Our batch normalisation against Keras's, value for value and gradient for gradient."""

from typing import Any

import keras
import numpy as np
import pytest

from roadeye.training.networks.batch_norm import BatchNormalization

SHAPE = (3, 5, 7, 4)


def _pair(policy: str = "float32") -> tuple[Any, Any]:
    rng = np.random.default_rng(1)
    layers = []
    for kind in (BatchNormalization, keras.layers.BatchNormalization):
        layer = kind(epsilon=1e-3, momentum=0.9, dtype=policy)
        layer.build(SHAPE)
        layers.append(layer)
    start = [rng.uniform(0.5, 2.0, SHAPE[-1:]) for _ in range(4)]
    for layer in layers:
        layer.set_weights(start)
    return layers[0], layers[1]


def _batch(offset: float = 2.0) -> np.ndarray:
    return np.random.default_rng(2).normal(offset, 3.0, SHAPE).astype(np.float32)


def _step(layer: Any, x: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
    tf = pytest.importorskip("tensorflow")
    given, weights = (
        tf.constant(x),
        tf.constant(np.random.default_rng(3).normal(size=SHAPE), tf.float32),
    )
    with tf.GradientTape() as tape:
        tape.watch(given)
        values = layer(given, training=True)
        loss = tf.reduce_sum(tf.cast(values, tf.float32) ** 2 * weights)
    variables = [variable.value for variable in layer.trainable_variables]
    return np.array(values), [np.array(item) for item in tape.gradient(loss, [given, *variables])]


def test_values_gradients_and_moving_averages_are_those_of_keras() -> None:
    ours, theirs = _pair()
    (values, gradients), (expected, wanted) = _step(ours, _batch()), _step(theirs, _batch())
    np.testing.assert_allclose(values, expected, atol=2e-6)
    for gradient, want in zip(gradients, wanted, strict=True):
        np.testing.assert_allclose(gradient, want, rtol=1e-4, atol=1e-4)
    for weight, want in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_allclose(weight, want, rtol=1e-5)


def test_a_constant_map_gives_beta_and_no_wild_gradient() -> None:
    ours, _ = _pair()
    values, gradients = _step(ours, np.full(SHAPE, 100.0, np.float32))
    np.testing.assert_allclose(values, np.broadcast_to(ours.beta, SHAPE), atol=1e-2)
    assert all(np.isfinite(gradient).all() for gradient in gradients)


def test_prediction_uses_the_moving_averages() -> None:
    ours, theirs = _pair()
    np.testing.assert_allclose(ours(_batch(), training=False), theirs(_batch(), training=False))


def test_a_frozen_layer_learns_nothing_from_a_batch() -> None:
    ours, _ = _pair()
    before = ours.get_weights()
    ours.trainable = False
    ours(_batch(), training=True)
    for old, new in zip(before, ours.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_statistics_are_taken_in_float32_under_mixed_precision() -> None:
    ours, theirs = _pair("mixed_bfloat16")
    given = keras.ops.cast(_batch(), "bfloat16")
    values = ours(given, training=True)
    assert keras.backend.standardize_dtype(values.dtype) == "bfloat16"
    theirs(given, training=True)
    np.testing.assert_allclose(ours.moving_mean, theirs.moving_mean, rtol=1e-2)
    fresh, _ = _pair("mixed_bfloat16")
    exact = np.array(keras.ops.cast(given, "float32"), np.float64)
    moments = (exact.mean(axis=(0, 1, 2)), exact.var(axis=(0, 1, 2)))
    for old, new, batch in zip(
        fresh.get_weights()[2:], ours.get_weights()[2:], moments, strict=True
    ):
        np.testing.assert_allclose(new, 0.9 * old + 0.1 * batch, rtol=1e-5)
