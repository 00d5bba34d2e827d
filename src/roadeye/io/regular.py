"""Open regular files only: a pipe makes a program wait for ever, a device may never end."""

import hashlib
import os
import stat
from io import SEEK_END, BufferedReader, BytesIO
from pathlib import Path
from typing import TypeAlias

from roadeye.errors import InputError
from roadeye.io.faults import named, reason

Stream: TypeAlias = BufferedReader | BytesIO
"""A file open for reading, or the content of one."""

_KINDS = (
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
)


def is_regular(path: str | Path) -> bool:
    """Tell whether there is a regular file, or a link to one; never raises."""
    return os.path.isfile(path)  # noqa: PTH113  `Path.is_file` raises for some names


def open_regular(path: Path) -> Stream:
    """Open a file for reading, if it is a regular file or a link to one.

    Raises:
        InputError: It is missing, is no regular file, or must not be read.
    """
    try:
        mode = path.stat().st_mode  # before opening, which waits where the file is a pipe
        if stat.S_ISREG(mode):
            return path.open("rb")
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        raise InputError(
            f"cannot open {path}: {reason(error)}; check the path.", code="cannot-open"
        ) from error
    kind = next((words for is_kind, words in _KINDS if is_kind(mode)), "a device")
    raise InputError(f"{path} is {kind}; give a regular file.", code="not-regular")


def open_source(source: Path | bytes) -> Stream:
    """Open a file, or the content of one.

    Raises:
        InputError: As for `open_regular`.
    """
    return BytesIO(source) if isinstance(source, bytes) else open_regular(source)


def read_limited(source: Path | bytes, limit: int, name: str = "") -> bytes:
    """Read a whole file, unless it is larger than it can rightly be.

    Args:
        source: A regular file, or the content of one.
        limit: Larger files (bytes) are refused by their size, before memory is taken for them.
        name: What messages call it; by default its path.

    Raises:
        InputError: The file is missing, is no regular file, cannot be read or is too large.
    """
    name = name or name_of(source)
    with open_source(source) as file:
        require_length(file, limit, name)
        with named(name):
            return file.read(limit)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a regular file as 64 hexadecimal digits.

    Raises:
        InputError: As for `open_regular`, or it cannot be read.
    """
    with open_regular(path) as file, named(str(path)):
        return hashlib.file_digest(file, "sha256").hexdigest()


def require_length(file: Stream, limit: int, name: str) -> None:
    """Check the length of an open file, and leave its position as it was.

    Raises:
        InputError: It has more than `limit` bytes.
    """
    place = file.tell()
    length = file.seek(0, SEEK_END)
    file.seek(place)
    if length > limit:
        raise InputError(
            f"{name} has {length:,} bytes; at most {limit:,} are expected here: check the file.",
            code="file-too-large",
        )


def name_of(source: Path | bytes) -> str:
    """Return what messages call a source that was given no name.

    >>> name_of(Path("a.jpg")), name_of(b"...")
    ('a.jpg', 'the file')
    """
    return "the file" if isinstance(source, bytes) else str(source)
