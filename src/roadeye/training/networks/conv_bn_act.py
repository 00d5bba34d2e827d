"""`ConvBnAct`: convolution, batch norm and activation, which every network here is made of."""

from dataclasses import dataclass

import keras

from roadeye.training.networks.batch_norm import BatchNormalization
from roadeye.training.networks.features import Tensor

BN_EPSILON = 1e-3
BN_MOMENTUM = 0.99
_DIVISOR = 8


@dataclass(frozen=True)
class ConvBnAct:
    """Make a convolution without bias, its batch norm and, where asked, its ReLU6.

    Attributes:
        name: Name of the convolution.
        bn_name: Name of the batch norm.
        momentum: How much of the moving statistics a step keeps.
    """

    name: str
    bn_name: str
    momentum: float = BN_MOMENTUM

    def conv(
        self, x: Tensor, filters: int, kernel: int = 1, *, stride: int = 1, relu: bool = True
    ) -> Tensor:
        """Apply a convolution over all channels."""
        layer = keras.layers.Conv2D(
            filters,
            kernel,
            strides=stride,
            padding="same",
            use_bias=False,
            kernel_initializer="he_normal",
            name=self.name,
        )
        return self._normalise(layer(x), relu)

    def depthwise(
        self, x: Tensor, kernel: int = 3, *, stride: int = 1, dilation: int = 1, relu: bool = True
    ) -> Tensor:
        """Apply a convolution to each channel by itself."""
        layer = keras.layers.DepthwiseConv2D(
            kernel,
            strides=stride,
            dilation_rate=dilation,
            padding="same",
            use_bias=False,
            depthwise_initializer="he_normal",
            name=self.name,
        )
        return self._normalise(layer(x), relu)

    def _normalise(self, x: Tensor, relu: bool) -> Tensor:
        x = BatchNormalization(epsilon=BN_EPSILON, momentum=self.momentum, name=self.bn_name)(x)
        return keras.layers.ReLU(6.0, name=f"{self.name}_relu")(x) if relu else x


def make_divisible(channels: float) -> int:
    """Round a number of channels to a multiple of 8, never more than a tenth down.

    Follows the rule of the MobileNet papers' reference code, so that published weights fit.

    >>> [make_divisible(32 * alpha) for alpha in (1.0, 0.5, 0.35)]
    [32, 16, 16]
    """
    rounded = max(_DIVISOR, int(channels + _DIVISOR / 2) // _DIVISOR * _DIVISOR)
    return rounded + _DIVISOR if rounded < 0.9 * channels else rounded
