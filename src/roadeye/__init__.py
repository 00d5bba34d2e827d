"""Find the road in camera pictures.

>>> import roadeye
>>> segmenter = roadeye.load()          # the model in the package  # doctest: +SKIP
>>> prediction = segmenter(image)       # an RGB uint8 array of any size  # doctest: +SKIP
>>> prediction.mask                     # True where there is road  # doctest: +SKIP
"""

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from roadeye.errors import RoadeyeError

if TYPE_CHECKING:
    from roadeye.predict import Prediction, Segmenter, load

__version__ = version("roadeye")
__all__ = ["Prediction", "RoadeyeError", "Segmenter", "__version__", "load"]


def __getattr__(name: str) -> Any:
    """Import the API on first use, so that `import roadeye` stays fast."""
    if name in ("Prediction", "Segmenter", "load"):
        from roadeye import predict

        return getattr(predict, name)
    raise AttributeError(f"module 'roadeye' has no attribute {name!r}")
