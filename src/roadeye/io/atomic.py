"""Write files so that an interrupted command leaves the old file or the new one, never a half."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from roadeye.errors import OutputError

_TEMPORARY = re.compile(r"\.[0-9a-f]{8}\.")
_TAIL = 60  # characters; with four bytes each, still within the 255 bytes of a file name


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`; move it into place when the block ends well.

    The temporary file keeps the end of the name (writers choose their format by it). It is
    flushed to disk before the move and removed if the block raises, Ctrl-C included.

    Args:
        path: Where the file shall be in the end; missing folders are made.

    Yields:
        The path to write to.

    Raises:
        OutputError: The folder cannot be made or written, or the disk is full.
    """
    temporary = path.with_name(f".{uuid4().hex[:8]}.{path.name[-_TAIL:]}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            f"cannot write {path}: {reason}; choose another place with -o or free some space."
        ) from error
    finally:
        with suppress(OSError):  # its folder may be the very thing that could not be made
            temporary.unlink(missing_ok=True)


def write_bytes(path: Path, content: bytes) -> None:
    """Write `content` to `path`, atomically.

    Raises:
        OutputError: The file cannot be written.
    """
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def write_text(path: Path, content: str) -> None:
    """Write `content` to `path` as UTF-8, atomically.

    Raises:
        OutputError: The file cannot be written.
    """
    write_bytes(path, content.encode())


def is_leftover(path: Path) -> bool:
    """Tell whether a file is one that a killed process did not finish, by its name."""
    return _TEMPORARY.match(path.name) is not None


def clear_leftovers(folder: Path) -> None:
    """Remove temporary files that a killed process left in a folder, if there is one.

    Raises:
        OutputError: One cannot be removed.
    """
    for path in folder.glob(".*") if folder.is_dir() else ():
        if is_leftover(path):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise OutputError(f"cannot remove {path}: {error.strerror}") from error
