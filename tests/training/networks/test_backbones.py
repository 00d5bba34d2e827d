"""The backbones are the published ones: compared with Keras's own, weight by weight."""

import keras
import numpy as np
import pytest

from roadeye.training.networks import mobilenet_v1, mobilenet_v2
from roadeye.training.networks.conv_bn_act import make_divisible
from roadeye.training.networks.mobilenet_v2_fpn import logits
from roadeye.training.weights import assign

pytestmark = pytest.mark.tf

SIZE = (64, 96)


def published(application: object, alpha: float) -> keras.Model:
    """Keras's own network with random batch-norm statistics, so that these matter."""
    rng = np.random.default_rng(0)
    model = application(  # type: ignore[operator]
        input_shape=(*SIZE, 3), alpha=alpha, include_top=False, weights=None
    )
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.set_weights([rng.uniform(0.5, 1.5, w.shape) for w in layer.weights])
    return model


def named(model: keras.Model) -> dict[str, np.ndarray]:
    return {
        f"{layer.name}/{weight.name}": value
        for layer in model.layers
        for weight, value in zip(layer.weights, layer.get_weights(), strict=True)
    }


def same_features(ours: keras.Model, theirs: keras.Model, layers: dict[str, str]) -> None:
    image = np.random.default_rng(1).uniform(0, 255, (1, *SIZE, 3)).astype(np.float32)
    left = keras.Model(ours.input, [ours.get_layer(name).output for name in layers])
    right = keras.Model(theirs.input, [theirs.get_layer(name).output for name in layers.values()])
    for mine, reference in zip(
        left(image, training=False), right(image / 127.5 - 1, training=False), strict=True
    ):
        np.testing.assert_allclose(mine, reference, rtol=1e-4, atol=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize("alpha", [1.0, 0.35])
def test_mobilenet_v2_is_keras_s_own(alpha: float) -> None:
    theirs = published(keras.applications.MobileNetV2, alpha)
    pixels = keras.Input((*SIZE, 3))
    ours = keras.Model(pixels, logits(pixels, alpha, 1))
    filled = assign(ours, named(theirs), "Keras")
    assert not filled.unused
    names = ["block_3_expand_relu", "block_6_expand_relu", "block_13_expand_relu"]
    same_features(ours, theirs, {name: name for name in names} | {"Conv_1_relu": "out_relu"})


@pytest.mark.slow
def test_mobilenet_v2_without_stride_32_begins_the_same() -> None:
    theirs = published(keras.applications.MobileNetV2, 0.35)
    pixels = keras.Input((*SIZE, 3))
    features = mobilenet_v2.backbone(pixels, 0.35)
    ours = keras.Model(pixels, [features.stride4, features.stride8, features.stride16])
    filled = assign(ours, named(theirs), "Keras")
    assert not filled.left
    assert all(name.startswith(("block_13", "block_14", "block_15", "block_16", "Conv_1"))
               for name in filled.unused)  # fmt: skip
    assert features.stride16.shape[1:] == (4, 6, 32)
    # Dilation begins behind block 6, the first at stride 16.
    same_features(ours, theirs, {n: n for n in ("block_2_add", "block_5_add", "block_6_project")})


@pytest.mark.slow
def test_mobilenet_v1_without_stride_32_begins_the_same() -> None:
    theirs = published(keras.applications.MobileNet, 0.5)
    pixels = keras.Input((*SIZE, 3))
    features = mobilenet_v1.backbone(pixels, 0.5)
    ours = keras.Model(pixels, [features.stride4, features.stride8, features.stride16])
    filled = assign(ours, named(theirs), "Keras")
    assert not filled.left
    assert all("_12" in name or "_13" in name for name in filled.unused)
    assert features.stride16.shape[1:] == (4, 6, 256)
    names = ("conv_pw_3_relu", "conv_pw_5_relu", "conv_pw_6_relu")
    same_features(ours, theirs, {name: name for name in names})


@pytest.mark.parametrize(
    ("channels", "expected"), [(11.2, 16), (8.4, 8), (33.6, 32), (224.0, 224), (1.0, 8)]
)
def test_widths_are_multiples_of_8_and_shrink_by_less_than_a_tenth(
    channels: float, expected: int
) -> None:
    assert make_divisible(channels) == expected
