"""Find the road in camera pictures."""

from importlib.metadata import version

from roadeye.errors import RoadeyeError

__version__ = version("roadeye")
__all__ = ["RoadeyeError", "__version__"]
