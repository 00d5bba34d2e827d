"""Read small text files that come from outside: settings, lists of names."""

import codecs
import stat
from pathlib import Path

from roadeye.errors import InputError

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_small(path: Path, most: int) -> bytes:
    """Read a whole file after its kind and size were looked at; a UTF-8 mark is dropped.

    Args:
        path: The file.
        most: How many bytes it may have.

    Raises:
        FileNotFoundError: There is no such file.
        InputError: It is not a regular file, is too large, cannot be read, or is UTF-16 text.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise InputError(f"{path} is not a regular file.")
        with path.open("rb") as file:
            content = file.read(most + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}.") from error
    if len(content) > most:
        size = max(status.st_size, len(content))
        raise InputError(
            f"{path} has {size / 1e6:,.1f} MB; such a file has at most {most / 1e6:g} MB."
        )
    if content.startswith(_UTF_16):
        raise InputError(f"{path} is text in UTF-16; save it as UTF-8.")
    return content.removeprefix(codecs.BOM_UTF8)
