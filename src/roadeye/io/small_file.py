"""Read small text files that come from outside: settings, lists of names."""

import codecs
from contextlib import suppress
from pathlib import Path

from roadeye.errors import InputError
from roadeye.io.regular import read_limited

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_small(path: Path, most: int) -> bytes:
    """Read a whole file of UTF-8 text, whose mark is dropped.

    Args:
        path: The file.
        most: How many bytes it may have; its size is looked at before it is read.

    Raises:
        FileNotFoundError: There is no such file.
        InputError: It is not a regular file, is too large, cannot be read, or is UTF-16 text.
    """
    with suppress(PermissionError, NotADirectoryError, ValueError):
        path.stat()
    content = read_limited(path, most)
    if content.startswith(_UTF_16):
        raise InputError(f"{path} is text in UTF-16; save it as UTF-8.")
    return content.removeprefix(codecs.BOM_UTF8)
