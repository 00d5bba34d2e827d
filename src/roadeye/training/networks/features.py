"""`Features`: what a backbone gives its decoder."""

from dataclasses import dataclass
from typing import Any, TypeAlias

Tensor: TypeAlias = Any
"""A Keras tensor (batch, height, width, channels); Keras carries no types."""


@dataclass(frozen=True)
class Features:
    """Hold the feature maps of a backbone at three resolutions.

    Attributes:
        stride4: The last map at a quarter of the picture's size.
        stride8: The last at an eighth.
        stride16: The last at a sixteenth, the deepest.
    """

    stride4: Tensor
    stride8: Tensor
    stride16: Tensor
