"""Enlarging keeps the pixel grid: compared with OpenCV, which has half-pixel centres."""

import cv2
import keras
import numpy as np
import pytest

from roadeye.training.networks.upsample import CropLike, Upsample

pytestmark = pytest.mark.tf


@pytest.mark.parametrize(("factor", "name"), [(2, "bilinear"), (4, "bilinear"), (2, "nearest")])
@pytest.mark.parametrize("known", [True, False])
def test_enlarging_is_opencv_s_resize(factor: int, name: str, known: bool) -> None:
    small = np.random.default_rng(0).normal(size=(5, 7)).astype(np.float32)
    shape = (5, 7, 1) if known else (None, None, 1)
    inputs = keras.Input(shape)
    model = keras.Model(inputs, Upsample(factor, name)(inputs))  # type: ignore[arg-type]
    method = cv2.INTER_LINEAR if name == "bilinear" else cv2.INTER_NEAREST
    expected = cv2.resize(small, None, fx=factor, fy=factor, interpolation=method)
    np.testing.assert_allclose(
        model.predict(small[None, :, :, None], verbose=0)[0, :, :, 0], expected, atol=1e-5
    )


def test_cropping_keeps_the_upper_left() -> None:
    x = np.arange(24, dtype=np.float32).reshape(1, 4, 6, 1)
    cut = CropLike()(x, np.zeros((1, 3, 5, 2), np.float32))
    np.testing.assert_array_equal(cut, x[:, :3, :5])


def test_layers_come_back_from_their_configuration() -> None:
    layer = Upsample.from_config(Upsample(4, "nearest", name="up").get_config())
    assert (layer.factor, layer.interpolation, layer.name) == (4, "nearest", "up")
