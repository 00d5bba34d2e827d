"""Worker processes that end whenever their parent does."""

import os
import time
from multiprocessing import parent_process
from multiprocessing.synchronize import Event

_SECONDS_BETWEEN_LOOKS = 0.2


def exit_with_parent(stop: Event | None = None) -> None:
    """End this process at once when its parent is gone, killed or not; run it in a daemon thread.

    Args:
        stop: Ends it too, when it is set.
    """
    parent = parent_process()
    while parent is not None and parent.is_alive():
        if stop is None:
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        elif stop.wait(_SECONDS_BETWEEN_LOOKS):
            break
    os._exit(1)
