"""A worker process: opens what does tasks, does one after another, ends with its parent."""

import os
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from types import FrameType
from typing import Any

from roadeye.errors import RoadeyeError

READY = "ready"
"""What a worker sends once its model is open; then the answer to each task."""

_SECONDS_BETWEEN_LOOKS = 0.2


def work(connection: Connection, opens: Callable[[], Callable[[Any], Any]]) -> None:
    """Do the tasks that come, until the parent asks for no more, or is gone.

    SIGTERM and Ctrl-C let the task in work end; the parent then decides how long it waits.

    Args:
        connection: Tasks come in; answers and errors go out.
        opens: Opens what does a task, such as a model.
    """
    import cv2

    threading.Thread(target=_exit_with_parent, daemon=True).start()
    stop = _Stop()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    cv2.setNumThreads(1)  # the processes share the cores already
    try:
        do = opens()
        connection.send(READY)
        while not stop.came:
            stop.idle = True
            task = connection.recv()
            stop.idle = False
            connection.send(do(task))
    except RoadeyeError as error:
        connection.send(error)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass  # the parent is gone, or wants no more


def _exit_with_parent() -> None:
    """End this process at once when its parent is gone, killed or not."""
    parent = parent_process()
    while parent is not None and parent.is_alive():
        time.sleep(_SECONDS_BETWEEN_LOOKS)
    os._exit(1)


class _Stop:
    """End an idle process when a signal comes, and let a busy one end its task first."""

    def __init__(self) -> None:
        self.came = False
        self.idle = False

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        self.came = True
        if self.idle:
            os._exit(0)
