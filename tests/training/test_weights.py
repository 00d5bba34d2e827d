"""Filling networks: which layers took weights, and what is refused."""

from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import pytest

from roadeye.errors import InputError, MissingExtraError, ModelError
from roadeye.training import imagenet
from roadeye.training.networks import efficientnet_lite0
from roadeye.training.networks.build import build
from roadeye.training.networks.config import NetworkConfig, NetworkName
from roadeye.training.weights import assign, fill, read_weights, rounded, save_arrays, save_weights

pytestmark = [
    pytest.mark.tf,
    # TensorFlow's tensors do not know NumPy 2's `copy` yet, and Keras converts them when it saves.
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]

SMALL = NetworkConfig(decoder_width=8, context=0)


@pytest.fixture
def model() -> keras.Model:
    inputs = keras.Input((8, 8, 3))
    x = keras.layers.Conv2D(2, 1, name="first")(inputs)
    return keras.Model(inputs, keras.layers.Conv2D(1, 1, name="second")(x), name="tiny")


FIRST = {"first/kernel": np.full((1, 1, 3, 2), 7, np.float32), "first/bias": np.ones(2, np.float32)}


def test_a_file_fills_the_layers_it_names(model: keras.Model, tmp_path: Path) -> None:
    arrays = FIRST | {"third/kernel": np.zeros(1, np.float32)}
    np.savez(tmp_path / "a.npz", allow_pickle=False, **arrays)
    second = model.get_layer("second").get_weights()
    filled = fill(model, tmp_path / "a.npz")
    assert (filled.filled, filled.left, filled.unused) == (("first",), ("second",), ("third",))
    np.testing.assert_array_equal(model.get_layer("first").get_weights()[0], 7)
    np.testing.assert_array_equal(model.get_layer("second").get_weights()[0], second[0])


def test_scratch_leaves_all(model: keras.Model) -> None:
    before = model.get_weights()
    filled = fill(model, "scratch")
    assert (filled.filled, filled.left) == ((), ("first", "second"))
    for old, new in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"first/kernel": np.zeros((1, 1, 3, 4), np.float32)}, r"\(1, 1, 3, 4\).*same width"),
        ({"first/bias": None}, "lacks first/bias"),
        ({"first/kernel": None, "first/bias": None}, "no weights for tiny"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_changes(
    model: keras.Model, change: dict[str, np.ndarray | None], message: str
) -> None:
    before = model.get_weights()
    arrays = {key: value for key, value in (FIRST | change).items() if value is not None}
    with pytest.raises(ModelError, match=message):
        assign(model, arrays, "it")
    for old, new in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_a_npz_never_unpickles(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", a=np.array([{"an": "object"}]))
    with pytest.raises(ModelError, match="plain arrays"):
        read_weights(tmp_path / "a.npz")


@pytest.mark.parametrize("content", [b"", b"text", b"PK\x03\x04 cut short"])
def test_a_broken_npz_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.npz"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"a\.npz"):
        read_weights(path)
    with pytest.raises(ModelError, match="check the path"):
        read_weights(tmp_path / "none.npz")


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_an_altered_npz_is_refused_or_read(save: Callable[..., None], tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    save(path, **{"stem/kernel": np.arange(20.0)})
    whole, refused = path.read_bytes(), 0
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            read_weights(path)
        except ModelError:
            refused += 1
    assert refused > len(whole) / 2, "the rest are dates, modes and names"


@pytest.mark.slow
def test_keras_weights_come_back(tmp_path: Path) -> None:
    first, second = build(SMALL), build(SMALL)
    save_weights(first, tmp_path / "a.weights.h5")
    filled = fill(second, tmp_path / "a.weights.h5")
    assert not filled.left
    for old, new in zip(first.get_weights(), second.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_arrays_come_back_and_rounded_ones_take_half_the_room(tmp_path: Path) -> None:
    first, second = build(SMALL), build(SMALL)
    exact, sizes = first.get_weights(), []
    for weights in (exact, rounded(exact)):
        first.set_weights(weights)
        save_arrays(first, tmp_path / "a.npz")
        assert not fill(second, tmp_path / "a.npz").left
        for old, new in zip(weights, second.get_weights(), strict=True):
            np.testing.assert_array_equal(old, new)
        sizes.append((tmp_path / "a.npz").stat().st_size)
    assert sizes[1] < 0.6 * sizes[0]
    for old, new in zip(exact, first.get_weights(), strict=True):
        is_vector = old.ndim == 1
        np.testing.assert_allclose(
            new, old, rtol=0 if is_vector else 2**-11, atol=0 if is_vector else 2**-24
        )


@pytest.mark.slow
def test_keras_weights_of_another_network_are_refused(model: keras.Model, tmp_path: Path) -> None:
    path = tmp_path / "a.weights.h5"
    build(SMALL).save_weights(path)
    with pytest.raises(ModelError, match="does not fit tiny"):
        fill(model, path)
    whole, same = path.read_bytes(), build(SMALL)
    for part in range(1, 11):  # HDF5 fails in a way of its own at each place
        path.write_bytes(whole[: part * len(whole) // 11])
        with pytest.raises(ModelError, match="damaged"):
            fill(same, path)
    with pytest.raises(ModelError, match="check the path"):
        fill(model, tmp_path / "none.weights.h5")


def test_other_sources_are_refused(model: keras.Model) -> None:
    for name in ("imagnet", "model.keras", "a.pth"):
        with pytest.raises(InputError, match=r'"imagenet", "scratch", a \.npz'):
            fill(model, name)
    with pytest.raises(ModelError, match="no ImageNet weights for tiny"):
        fill(model, "imagenet")


def test_imagenet_fills_the_whole_body_of_the_default() -> None:
    filled = fill(build(SMALL), "imagenet")
    assert "stem_conv" in filled.filled
    assert "block_10_project_bn" in filled.filled
    assert all(name.startswith(("decoder_", "score")) for name in filled.left)


def test_imagenet_fills_the_whole_classifier() -> None:
    filled = fill(efficientnet_lite0.classifier(), "imagenet")
    assert not filled.left
    assert not filled.unused


def test_a_missing_or_changed_package_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(imagenet, "EFFICIENTNET_LITE0_SHA256", "0" * 64)
    with pytest.raises(ModelError, match="not the published file"):
        imagenet.efficientnet_lite0_imagenet()
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=r"roadeye\[train\]"):
        imagenet.efficientnet_lite0_imagenet()


def test_offline_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def offline(**_: object) -> keras.Model:
        raise Exception("URL fetch failure on https://x: None\nmore")  # noqa: TRY002  # as Keras

    monkeypatch.setattr(keras.applications, "MobileNetV2", offline)
    with pytest.raises(ModelError, match="connect to the internet once") as error:
        imagenet.imagenet("mobilenet_v2", 1.0)
    assert "\n" not in str(error.value)


@pytest.mark.slow
@pytest.mark.real
@pytest.mark.parametrize(
    ("file", "name", "alpha"),
    [
        ("mobilenet_v1_0.5", "mobilenet_v1", 0.5),
        ("mobilenet_v1_1.0", "mobilenet_v1", 1.0),
        ("mobilenet_v2_0.35", "mobilenet_v2", 0.35),
        ("mobilenet_v2_1.0", "mobilenet_v2", 1.0),
        ("mobilenet_v2_1.0_segmentation_stride16", "mobilenet_v2", 1.0),
    ],
)
def test_the_weights_at_hand_fill_whole_bodies(
    real_data: Path, file: str, name: NetworkName, alpha: float
) -> None:
    config = NetworkConfig(name=name, alpha=alpha, decoder_width=8)
    filled = fill(build(config), real_data / "weights" / f"{file}.npz")
    assert all(layer.startswith(("decoder_", "score")) for layer in filled.left)
