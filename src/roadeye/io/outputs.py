"""Where outputs may go: into folders, and never over an input."""

from collections.abc import Iterable
from pathlib import Path

from roadeye.errors import OutputError


def is_folder_name(out: str) -> bool:
    """Tell whether what was given for the output is a folder, to be made or there already.

    >>> is_folder_name("my.out/"), is_folder_name("my.out")
    (True, False)
    """
    return out.endswith(("/", "\\")) or Path(out).is_dir()


def refuse_overwriting(inputs: Iterable[Path], outputs: Iterable[Path]) -> None:
    """Check that no output is the same file as an input, by whatever path either is named.

    Raises:
        OutputError: One is.
    """
    read = {identity: path for path in inputs if (identity := _identity(path)) is not None}
    for output in outputs:
        identity = _identity(output)
        if identity is not None and identity in read:
            raise OutputError(
                f"writing {output} would overwrite the input {read[identity]}; nothing was "
                "written: choose another folder."
            )


def make_folder(folder: Path) -> None:
    """Make a folder for outputs, if there is none.

    Raises:
        OutputError: It cannot be made, or it is a file.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"cannot make the folder {folder}: {reason}; choose another.") from error


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None  # it does not exist: nothing to overwrite
    return status.st_dev, status.st_ino
