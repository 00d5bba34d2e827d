"""The names of files that are being written, and who is writing them."""

import os
import re
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

try:
    import fcntl
except ImportError:  # Windows: nothing can tell whether a file is still written
    fcntl = None  # type: ignore[assignment]

_TEMPORARY = re.compile(r"\.roadeye-\d+-[0-9a-f]{8}\.")
_TAIL = 60  # characters; with four bytes each, still within the 255 bytes of a file name


def temporary_path(path: Path) -> Path:
    """Return a new name beside `path`; it keeps the end, by which writers choose their format."""
    return path.with_name(f".roadeye-{os.getpid()}-{uuid4().hex[:8]}.{path.name[-_TAIL:]}")


def is_leftover(path: Path) -> bool:
    """Tell whether a file is a temporary one, by its name; it may still be being written."""
    return _TEMPORARY.match(path.name) is not None


def final_path(temporary: Path) -> Path:
    """Return the name that a temporary file was to get; of a long one, its end."""
    return temporary.with_name(_TEMPORARY.sub("", temporary.name, count=1))


def unfinished_path(path: Path) -> Path:
    """Return the name of what was written of an output that has no end.

    >>> unfinished_path(Path("drive.mp4")).name
    'drive_unfinished.mp4'
    """
    return path.with_name(f"{path.stem}_unfinished{path.suffix}")


def holds_something(path: Path) -> bool:
    """Tell whether a file or a folder is not empty."""
    return any(path.iterdir()) if path.is_dir() else path.stat().st_size > 0


def lock(descriptor: int) -> None:
    """Lock an open file or folder for as long as it is open, where the system has locks.

    The system drops the lock of a process that dies.
    """
    if fcntl is not None:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def locks() -> bool:
    """Tell whether the system can lock files, and move them while they are open."""
    return fcntl is not None


def is_abandoned(path: Path) -> bool:
    """Tell whether no process is writing a temporary file; False where that is not known."""
    if fcntl is None:
        return False
    try:
        descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True
