"""Every network: its shapes, its cost, and the same logits at any way of building it."""

from typing import get_args

import keras
import msgspec
import numpy as np
import pytest

from roadeye.errors import InputError
from roadeye.training.networks.build import build
from roadeye.training.networks.config import NetworkConfig, NetworkName

pytestmark = pytest.mark.tf

SMALL = {
    name: NetworkConfig(name=name, alpha=0.35, decoder_width=8, context=1)
    for name in get_args(NetworkName)
    if name != "vgg16_fcn8"  # 0.5 GB of weights: built once below
}
SIZE = (48, 80)  # stride 32 does not divide it, stride 16 does
SLOW_BUT_OURS = [
    name if name == "roadeye" else pytest.param(name, marks=pytest.mark.slow) for name in SMALL
]


def pixels(size: tuple[int, int] = SIZE, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0, 255, (1, *size, 3)).astype(np.float32)


def test_the_default_has_at_most_a_million_parameters() -> None:
    model = build(NetworkConfig())
    assert model.name == "roadeye"
    assert model.count_params() <= 1_000_000
    assert model.output_names == ["logits"]


@pytest.mark.parametrize("name", SLOW_BUT_OURS)
def test_any_size_and_a_fixed_size_are_the_same_network(name: str) -> None:
    free, fixed = build(SMALL[name]), build(SMALL[name], SIZE)
    fixed.set_weights(free.get_weights())
    assert fixed.output_shape == (None, *SIZE, 1)
    assert free.output_shape == (None, None, None, 1)
    np.testing.assert_allclose(
        free(pixels(), training=False), fixed(pixels(), training=False), atol=1e-6
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", ["roadeye", "mobilenet_v2"])
def test_any_size_works_in_graph_mode(name: str) -> None:
    model = build(SMALL[name])
    for size in (SIZE, (32, 64)):
        in_graph = model.predict(pixels(size), verbose=0)
        assert in_graph.shape == (1, *size, 1)
        np.testing.assert_allclose(in_graph, model(pixels(size), training=False), atol=1e-5)


@pytest.mark.parametrize("name", SLOW_BUT_OURS)
def test_a_step_changes_the_weights(name: str) -> None:
    keras.utils.set_random_seed(0)
    model = build(SMALL[name], (32, 64))
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile("sgd", loss, run_eagerly=True)  # tracing a graph takes longer than one step
    before = model.get_weights()
    model.train_on_batch(pixels((32, 64)), np.ones((1, 32, 64, 1), np.float32))
    moved = [
        not np.array_equal(old, new) for old, new in zip(before, model.get_weights(), strict=True)
    ]
    assert np.mean(moved) > 0.8  # a dead ReLU6 may keep single arrays as they are


def test_outputs_are_independent_maps() -> None:
    model = build(msgspec.structs.replace(SMALL["roadeye"], heads=("road", "drivable")), (32, 32))
    assert model.output_shape == (None, 32, 32, 2)


def test_logits_are_float32_under_mixed_precision() -> None:
    keras.mixed_precision.set_dtype_policy("mixed_bfloat16")
    try:
        model = build(SMALL["roadeye"], (32, 32))
    finally:
        keras.mixed_precision.set_dtype_policy("float32")
    assert model.output.dtype == "float32"
    assert model.get_layer("stem_conv").compute_dtype == "bfloat16"


@pytest.mark.parametrize("name", ["mobilenet_v1", "mobilenet_v2", "efficientnet_lite0", "roadeye"])
def test_no_map_is_coarser_than_a_sixteenth(name: str) -> None:
    model = build(SMALL[name], (64, 96))
    assert min(layer.output.shape[1] for layer in model.layers) == 4
    assert not [layer for layer in model.layers if "Pooling" in type(layer).__name__]


@pytest.mark.parametrize(
    ("name", "prefix", "expected"),
    [("mobilenet_v1", "conv_dw_", 5), ("mobilenet_v2", "block_", 6)],
)
def test_depthwise_convolutions_at_stride_16_are_dilated(
    name: str, prefix: str, expected: int
) -> None:
    model = build(SMALL[name], (64, 96))
    at_16 = [
        layer
        for layer in model.layers
        if isinstance(layer, keras.layers.DepthwiseConv2D)
        and layer.name.startswith(prefix)
        and layer.input.shape[1] == 4
    ]
    assert len(at_16) == expected
    assert {layer.dilation_rate for layer in at_16} == {(2, 2)}


@pytest.mark.parametrize("size", [(50, 80), (48, 81), (0, 16)])
def test_a_size_that_16_does_not_divide_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(InputError, match="16 divides"):
        build(SMALL["roadeye"], size)


def test_an_unknown_network_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="Invalid enum value 'resnet'"):
        msgspec.toml.decode(b'name = "resnet"', type=NetworkConfig)


@pytest.mark.slow
def test_vgg_has_the_cost_that_made_people_look_for_less() -> None:
    model = build(NetworkConfig(name="vgg16_fcn8"), (64, 96))
    # VGG-16 without its last layer has 134,260,544; scores of 4096, 512 and 256 channels follow.
    assert model.count_params() == 134_260_544 + 4097 + 513 + 257
    assert model.output_shape == (None, 64, 96, 1)
