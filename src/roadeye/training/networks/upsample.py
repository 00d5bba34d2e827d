"""Layers that enlarge a map on the pixel grid of the picture: half-pixel centres, no corners.

Keras reads the signatures of a layer's methods, which checks at run time hide: they are exempt.
"""

from typing import Any, Literal, TypeAlias, no_type_check

import keras

Interpolation: TypeAlias = Literal["nearest", "bilinear"]
Shape: TypeAlias = tuple[int | None, ...]


@no_type_check
@keras.saving.register_keras_serializable("roadeye")
class Upsample(keras.layers.Layer):
    """Enlarge a map by a whole factor, whether its size is known when the graph is built or not.

    `keras.layers.UpSampling2D` fails in graph mode where the size is unknown; with a known size
    this layer becomes one resize operation with constant output size.

    Args:
        factor: How many times larger height and width become.
        interpolation: `"bilinear"` or `"nearest"`.
        **kwargs: Of `keras.layers.Layer`.
    """

    def __init__(
        self, factor: int, interpolation: Interpolation = "bilinear", **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.factor = factor
        self.interpolation = interpolation

    def call(self, x: Any) -> Any:
        """Enlarge `x` of shape (batch, height, width, channels)."""
        _, height, width, _ = x.shape
        if height is not None and width is not None:
            size = (height * self.factor, width * self.factor)
            return keras.ops.image.resize(x, size, interpolation=self.interpolation)
        for axis in (1, 2):
            x = _enlarge(x, axis, self.factor, self.interpolation)
        return x

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of the enlarged map."""
        batch, height, width, channels = input_shape
        return (
            batch,
            None if height is None else height * self.factor,
            None if width is None else width * self.factor,
            channels,
        )

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make this layer."""
        config: dict[str, Any] = super().get_config()
        return {**config, "factor": self.factor, "interpolation": self.interpolation}


def _enlarge(x: Any, axis: int, factor: int, interpolation: Interpolation) -> Any:
    """Enlarge one axis of unknown length, which `keras.ops.image.resize` refuses to."""
    ops = keras.ops
    if interpolation == "nearest":
        return ops.repeat(x, factor, axis=axis)
    everything = slice(None)
    first, last, but_first, but_last = (
        x[(everything,) * axis + (part,)]
        for part in (slice(0, 1), slice(-1, None), slice(1, None), slice(0, -1))
    )
    before = ops.concatenate([first, but_last], axis=axis)
    after = ops.concatenate([but_first, last], axis=axis)
    phases = []
    for phase in range(factor):
        offset = (phase + 0.5) / factor - 0.5  # of this pixel's centre from the source's
        neighbour = before if offset < 0 else after
        phases.append((1 - abs(offset)) * x + abs(offset) * neighbour)
    _, height, width, channels = ops.shape(x)
    size = (height * factor, width) if axis == 1 else (height, width * factor)
    return ops.reshape(ops.stack(phases, axis=axis + 1), (-1, *size, channels))


@no_type_check
@keras.saving.register_keras_serializable("roadeye")
class CropLike(keras.layers.Layer):
    """Cut the last row and column where a doubled map is one larger than the map it joins.

    A stride-32 map of a size that 32 does not divide is rounded up; doubled, it covers more than
    the stride-16 map. Its first pixels are those that lie on the same place of the picture.
    """

    def call(self, x: Any, like: Any) -> Any:
        """Cut `x` to the height and width of `like`."""
        _, height, width, _ = keras.ops.shape(like)
        return x[:, :height, :width, :]

    def compute_output_shape(self, x_shape: Shape, like_shape: Shape) -> Shape:
        """Return the shape of the cut map."""
        return (x_shape[0], like_shape[1], like_shape[2], x_shape[3])
