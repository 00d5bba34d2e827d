"""Read arrays from `.npz` files; nothing that a file says is executed."""

from pathlib import Path
from zipfile import ZipFile

import numpy as np

from roadeye.errors import InputError
from roadeye.io.faults import ZIP_DAMAGE, reason
from roadeye.io.regular import open_regular

MAX_BYTES = 2**33
"""The arrays of one file, unpacked; the largest network's weights and optimizer take a quarter."""


def read_npz(path: Path, max_bytes: int = MAX_BYTES) -> dict[str, np.ndarray]:
    """Return the arrays of a `.npz` file by name.

    Args:
        path: The file.
        max_bytes: Files whose arrays take more are refused before one is read.

    Raises:
        ValueError: The file is missing, damaged, too large for the limit or for memory, or holds
            anything but plain arrays. It says why and leaves to the caller what the file was for.
    """
    try:
        with open_regular(path) as opened:
            with ZipFile(opened) as archive:  # a zip file's directory stands at its end
                size = sum(entry.file_size for entry in archive.infolist())
            if size > max_bytes:
                raise ValueError(f"{size:,} bytes of arrays; at most {max_bytes:,} are read")
            opened.seek(0)
            with np.load(opened, allow_pickle=False) as arrays:
                return dict(arrays)
    except MemoryError as error:
        raise ValueError("out of memory") from error
    except (InputError, OSError, AttributeError, TypeError, *ZIP_DAMAGE) as error:
        raise ValueError(reason(error)) from error
