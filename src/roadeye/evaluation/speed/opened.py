"""The three steps from a picture to its mask, which are timed apart."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from roadeye.arrays import Image, Mask


@dataclass(frozen=True)
class Opened:
    """Hold the steps from a picture to its mask.

    Attributes:
        prepare: From a picture to what the network takes.
        run: The network alone.
        finish: From what it gives to the mask on the picture's grid.
    """

    prepare: Callable[[Image], Any]
    run: Callable[[Any], Any]
    finish: Callable[[Image, Any, Any], Mask]

    def __call__(self, image: Image) -> Mask:
        """Return where the road is."""
        prepared = self.prepare(image)
        return self.finish(image, prepared, self.run(prepared))
