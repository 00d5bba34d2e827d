"""A worker process: opens the model, does one task after another, ends with its parent."""

import os
import signal
import threading
from multiprocessing.connection import Connection
from types import FrameType

from roadeye.batch.task import BatchSettings, OpenSegmenter, Task, do_task
from roadeye.errors import RoadeyeError
from roadeye.inference.events import Advanced, Event, Started
from roadeye.inference.segmenter import Segmenter
from roadeye.io.parent import exit_with_parent

READY = "ready"
"""What a worker sends once its model is open; then the list of events of each task."""


def work(connection: Connection, opens: OpenSegmenter, settings: BatchSettings) -> None:
    """Do the tasks that come, until the parent asks for no more, or is gone.

    SIGTERM and Ctrl-C let the task in work end; the parent then decides how long it waits.

    Args:
        connection: Tasks come in; events and errors go out.
        opens: Opens the model.
        settings: What is done with each task.
    """
    import cv2

    threading.Thread(target=exit_with_parent, daemon=True).start()
    stop = _Stop()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    cv2.setNumThreads(1)  # the processes share the cores already
    try:
        segmenter = opens()
        connection.send(READY)
        while not stop.came:
            stop.idle = True
            task = connection.recv()
            stop.idle = False
            connection.send(events_of(segmenter, task, settings))
    except RoadeyeError as error:
        connection.send(error)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass  # the parent is gone, or wants no more


class _Stop:
    """End an idle process when a signal comes, and let a busy one end its task first."""

    def __init__(self) -> None:
        self.came = False
        self.idle = False

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        self.came = True
        if self.idle:
            os._exit(0)


def events_of(segmenter: Segmenter, task: Task, settings: BatchSettings) -> list[Event]:
    """Do a task and return what is worth telling another process.

    Raises:
        ModelError: The network cannot run.
    """
    events = do_task(segmenter, task, settings)
    return [event for event in events if not isinstance(event, Started | Advanced)]
