"""Read arrays from `.npz` files; nothing that a file says is executed."""

from pathlib import Path

import numpy as np

from roadeye.io.zip_damage import ZIP_DAMAGE


def read_npz(path: Path) -> dict[str, np.ndarray]:
    """Return the arrays of a `.npz` file by name.

    Raises:
        ValueError: The file is missing, damaged, or holds anything but plain arrays. It says why
            and leaves to the caller what the file was for.
    """
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as archive:
            return dict(archive)
    except (OSError, AttributeError, TypeError, *ZIP_DAMAGE) as error:  # a lone array has no `with`
        raise ValueError(str(error)) from error
