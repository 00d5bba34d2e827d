"""Norms folded into convolutions: the network says the same, and has none left."""

import numpy as np
import pytest

keras = pytest.importorskip("keras", reason="needs the train extra")

from red_network import red_network

from roadeye.export.fold_norms import fold_norms
from roadeye.training.networks.batch_norm import batch_norms

pytestmark = pytest.mark.tf


def test_a_folded_network_says_the_same_without_norms() -> None:
    network = red_network().model()
    folded = fold_norms(network)
    assert len(batch_norms(network)) == 2
    assert batch_norms(folded) == []
    pixels = np.random.default_rng(1).uniform(0, 255, (1, 64, 96, 3)).astype(np.float32)
    expected = np.asarray(network(pixels, training=False))
    assert np.ptp(expected) > 1
    np.testing.assert_allclose(np.asarray(folded(pixels)), expected, atol=1e-4)


def test_a_norm_by_itself_and_a_convolution_without_one_stay() -> None:
    pixels = keras.Input((8, 8, 4))
    normed = keras.layers.BatchNormalization(name="alone")(pixels)
    summed = keras.layers.Conv2D(4, 3, use_bias=False, name="bare")(normed)
    network = keras.Model(pixels, keras.layers.ReLU()(summed))
    rng = np.random.default_rng(0)
    network.set_weights([rng.uniform(0.5, 1.5, value.shape) for value in network.get_weights()])
    folded = fold_norms(network)
    assert [one.name for one in batch_norms(folded)] == ["alone"]
    given = rng.normal(size=(2, 8, 8, 4)).astype(np.float32)
    np.testing.assert_allclose(
        np.asarray(folded(given)), np.asarray(network(given, training=False)), rtol=1e-5
    )
