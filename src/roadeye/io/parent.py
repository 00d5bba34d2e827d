"""Worker processes that end whenever their parent does."""

import os
import time
from multiprocessing import parent_process

_SECONDS_BETWEEN_LOOKS = 0.2


def exit_with_parent() -> None:
    """End this process at once when its parent is gone, killed or not; run it in a daemon thread."""
    parent = parent_process()
    while parent is not None and parent.is_alive():
        time.sleep(_SECONDS_BETWEEN_LOOKS)
    os._exit(1)
