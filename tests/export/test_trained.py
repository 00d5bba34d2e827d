"""What can be exported: networks with weights, at one size or several, calibrated or not."""

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs the train extra")

from tiny_networks import SIZES, tiny_network

from roadeye.errors import InputError, ModelError
from roadeye.export.convert import Wanted
from roadeye.export.keras import convert, read_network
from roadeye.export.reference import KerasEngine
from roadeye.export.source import read_trained
from roadeye.export.trained import at_head, at_size, folded
from roadeye.metrics.temperature import apply_temperature
from roadeye.model.engine import Engine, open_engine
from roadeye.training.networks.config import NetworkName

pytestmark = pytest.mark.tf
PICTURE = np.random.default_rng(1).integers(0, 256, (1, *SIZES[0], 3), dtype=np.uint8)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["mobilenet_v2", "mobilenet_v2_fpn"])
def test_a_temperature_in_the_weights_is_the_temperature(name: NetworkName) -> None:
    trained = tiny_network(name)
    raw = KerasEngine(trained)(PICTURE)[0]
    into = folded(trained)
    assert [head.temperature for head in into.spec.heads] == [1, 1]
    assert into.spec.heads[1].calibrated_on == "a test"
    found = KerasEngine(into)(PICTURE)[0]
    for index, temperature in enumerate((1.0, 1.5)):
        expected = apply_temperature(np.ascontiguousarray(raw[..., index]), temperature)
        np.testing.assert_allclose(found[..., index], expected, atol=1e-6)
    assert np.abs(found[..., 1] - raw[..., 1]).max() > 1e-3, "the temperature does something"


def test_the_network_is_an_engine() -> None:
    engine = KerasEngine(tiny_network())
    assert isinstance(engine, Engine)
    assert engine(PICTURE).dtype == np.float32
    assert list(engine.split()) == [engine]


def test_the_model_in_the_package_has_weights() -> None:
    trained = read_trained("roadeye")
    assert trained.spec == open_engine("roadeye").spec
    assert sum(value.size for value in trained.weights) == trained.spec.parameters


def test_one_size_of_any_multiple_of_16() -> None:
    assert at_size(tiny_network(), (128, 256)).spec.input_sizes == ((128, 256),)
    for size in ((120, 256), (16, 256), (16000, 16)):
        with pytest.raises(InputError, match="give a height and width from 32 to 8192"):
            at_size(tiny_network(), size)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["mobilenet_v2", "mobilenet_v2_fpn"])
def test_one_head_alone_gives_what_it_gives_among_others(name: NetworkName) -> None:
    both = tiny_network(name)
    for index, head in enumerate(both.spec.heads):
        one = at_head(both, head.name)
        assert one.spec.heads == (head,)
        assert one.spec.parameters == sum(value.size for value in one.weights)
        np.testing.assert_allclose(
            KerasEngine(one)(PICTURE)[..., 0], KerasEngine(both)(PICTURE)[..., index], atol=1e-6
        )
    with pytest.raises(ModelError, match="has no head 'sky'; it has: road, drivable"):
        at_head(both, "sky")


@pytest.mark.slow
def test_a_keras_file_is_a_source_of_weights() -> None:
    trained = tiny_network()
    config, weights = read_network(convert(trained, Wanted()))
    assert config == trained.network
    for found, expected in zip(weights, trained.weights, strict=True):
        np.testing.assert_array_equal(found, expected.astype(np.float32))
