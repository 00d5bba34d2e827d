"""Find the road in camera pictures.

>>> import roadeye
>>> segmenter = roadeye.load()          # the default model         # doctest: +SKIP
>>> prediction = segmenter(image)       # an RGB uint8 array of any size  # doctest: +SKIP
>>> prediction.mask                     # True where there is road  # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from roadeye.errors import RoadeyeError

if TYPE_CHECKING:
    from roadeye.evaluation import evaluate
    from roadeye.inference.prediction import Prediction
    from roadeye.inference.segmenter import Segmenter, load
    from roadeye.inference.smoothing import Smoother

    __version__: str

__all__ = ["Prediction", "RoadeyeError", "Segmenter", "Smoother", "__version__", "evaluate", "load"]

_HOMES = {
    "Prediction": "roadeye.inference.prediction",
    "Segmenter": "roadeye.inference.segmenter",
    "Smoother": "roadeye.inference.smoothing",
    "evaluate": "roadeye.evaluation",
    "load": "roadeye.inference.segmenter",
}


def __getattr__(name: str) -> Any:
    """Import the API on first use, so that `import roadeye` stays fast."""
    if name == "__version__":
        from importlib.metadata import version  # slow to import

        return version("roadeye")
    if name not in _HOMES:
        raise AttributeError(f"module 'roadeye' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
