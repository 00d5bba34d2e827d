"""One training at a time in a run folder."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from roadeye.errors import InputError, OutputError
from roadeye.io.atomic import clear_leftovers
from roadeye.io.lock import locked_folder
from roadeye.io.temporary import is_leftover
from roadeye.training.run_folder import RunFolder
from roadeye.training.state import Meta, read_meta


@contextmanager
def locked(folder: RunFolder, *, resume: bool) -> Iterator[None]:
    """Hold a run folder for this process; the system frees it when the process ends in any way.

    The folder itself is locked, so that no file is left behind. It is made where it is missing,
    unless a run is resumed, and removed if it is still empty in the end.

    Args:
        folder: The folder.
        resume: Whether a run in it is resumed.

    Raises:
        OutputError: Another process trains in it, or it cannot be made.
    """
    root = folder.root
    if root.exists() and not root.is_dir():
        raise OutputError(f"{root} is not a folder; choose another place.", code="taken")
    if not root.exists() and not resume:
        _make(root)
    if not root.is_dir():
        yield
        return
    try:
        with locked_folder(root, "another training", "run-in-use"):
            yield
    finally:
        with suppress(OSError):  # not empty, as a rule
            root.rmdir()


def _make(root: Path) -> None:
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot make {root}: {error.strerror}; choose another place.") from error


def acquire(folder: RunFolder, run: str, *, resume: bool) -> Meta:
    """Make sure that a run may use its folder, and clear what an interrupted write left there.

    Args:
        folder: The folder.
        run: Digest of what the run's weights depend on.
        resume: Resume what is there. A run without a finished epoch may become another, and one
            that was killed before it wrote anything starts, with or without.

    Returns:
        What is known of the run; without history if it is new.

    Raises:
        InputError: `resume` is asked for and there is nothing to resume, or another run.
        OutputError: The folder already holds something and `resume` is not asked for.
    """
    new = Meta(run=run, history=(), best=())
    if folder.root.exists() and not folder.root.is_dir():
        raise OutputError(f"{folder.root} is not a folder; choose another place.", code="taken")
    if _is_bare(folder):
        clear_leftovers(folder.state.parent)
        return new
    if not resume:
        if folder.root.exists():
            raise OutputError(
                f"{folder.root} is not empty, and a new run needs an empty folder.",
                code="run-not-empty",
            )
        return new
    if not folder.state.exists():
        raise InputError(f"{folder.root} holds no run to resume.", code="no-run")
    meta = read_meta(folder.state)
    if meta.history and meta.run != run:
        raise InputError(
            f"{folder.root} belongs to another recipe or other data; resume it with what it was "
            "started with, or choose another folder.",
            code="another-run",
        )
    for place in (folder.root, folder.checkpoints, folder.state.parent):
        clear_leftovers(place)
    return meta if meta.history else new


def _is_bare(folder: RunFolder) -> bool:
    """Tell whether a folder holds nothing but the first file of a run, half written, if that."""
    if not folder.root.is_dir():
        return False
    first = folder.state.parent
    return set(folder.root.iterdir()) <= {first} and (
        not first.exists() or (first.is_dir() and all(map(is_leftover, first.iterdir())))
    )
