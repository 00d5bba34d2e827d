"""One process at a time in a folder."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from roadeye.errors import OutputError

CAN_LOCK = find_spec("fcntl") is not None
"""Windows has no flock: there two processes in one folder go unseen."""

_CANNOT = (errno.EBADF, errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS)
"""Some network file systems cannot lock folders: work there is not refused."""


@contextmanager
def locked_folder(folder: Path, other: str, code: str) -> Iterator[None]:
    """Hold a folder for this process; the system frees it when the process ends in any way.

    The folder itself is locked, so that no file is left behind.

    Args:
        folder: A folder that exists.
        other: Who else may hold it, such as `"another training"`.
        code: The code of the error.

    Raises:
        OutputError: Another process holds it.
    """
    if not CAN_LOCK:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        _lock(descriptor, folder, other, code)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, folder: Path, other: str, code: str) -> None:
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise OutputError(
            f"{folder} is in use by {other}: wait for it to end.",
            code=code,
        ) from error
    except OSError as error:
        if error.errno not in _CANNOT:
            raise
