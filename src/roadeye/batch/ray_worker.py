"""What runs in one of Ray's actors: it opens what does tasks, then does one after another."""

from collections.abc import Callable
from typing import Any

from roadeye.batch.worker import READY
from roadeye.errors import RoadeyeError


class RayWorker:
    """Do the tasks of one actor; errors are returned, since Ray would wrap what is raised.

    Args:
        opens: Opens what does a task, such as a model.
    """

    def __init__(self, opens: Callable[[], Callable[[Any], Any]]) -> None:
        self._opens = opens

    def open(self) -> str | RoadeyeError:
        """Open what does the tasks."""
        import cv2

        cv2.setNumThreads(1)  # the actors share the cores already
        try:
            self._do = self._opens()
        except RoadeyeError as error:
            return error
        return READY

    def do(self, task: Any) -> Any:
        """Do a task, and return its answer."""
        try:
            return self._do(task)
        except RoadeyeError as error:
            return error
