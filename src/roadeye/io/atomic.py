"""Write files so that an interrupted command leaves the old file or the new one, never a half."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from roadeye.errors import OutputError
from roadeye.io.faults import reason
from roadeye.io.temporary import (
    final_path,
    holds_something,
    is_abandoned,
    is_leftover,
    lock,
    locks,
    temporary_path,
    unfinished_path,
)

_OF_USE = frozenset({".mp4", ".mkv", ".jsonl"})  # also where the end is missing

_FULL = (errno.ENOSPC, errno.EDQUOT)
_ONLY_WRITING = (*_FULL, errno.EROFS, errno.EFBIG)  # reading never fails with these
_ADVICE = {
    errno.ENOSPC: "free some space.",
    errno.EDQUOT: "free some space.",
    errno.EROFS: "choose a place that can be written.",
    errno.ENAMETOOLONG: "choose a shorter name.",
    errno.EACCES: "change its permissions or choose another place.",
}


@contextmanager
def replacing(path: Path, *, durable: bool = True, keeps_beginning: bool = False) -> Iterator[Path]:
    """Give a temporary path beside `path`; move it into place when the block ends well.

    The temporary file keeps the end of the name (writers choose their format by it). It is
    flushed to disk before the move and removed if the block raises, Ctrl-C included.

    Args:
        path: Where the file shall be in the end; missing folders are made.
        durable: Whether the file is flushed to disk before the move; a caller that writes many
            files may flush them together, and trust none before.
        keeps_beginning: Whether the begin of the file is of use without its end, as that of a video:
            where the disk is full it stays as `NAME_unfinished`.

    Yields:
        The path of an empty file to write to.

    Raises:
        OutputError: The folder cannot be made, or the file not be written or moved (see
            `output_error`). Another OSError of the block, such as one of reading an input, passes
            unchanged.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary, lock = _create(path)
    except OSError as error:
        raise output_error(path, error) from error
    try:
        try:
            yield temporary
        except OutputError as error:
            raise (kept_beginning(path, temporary, error) if keeps_beginning else error) from error
        except OSError as error:
            if _is_of_writing(error, temporary):
                raise output_error(path, error) from error
            raise
        try:
            if durable:
                with temporary.open("rb+") as file:
                    os.fsync(file.fileno())
            temporary.replace(path)
        except OSError as error:
            raise output_error(path, error) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        if lock is not None:
            os.close(lock)


def write_bytes(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Write `content` to `path`, atomically; see `replacing`.

    Raises:
        OutputError: The file cannot be written.
    """
    with replacing(path, durable=durable) as temporary:
        try:
            temporary.write_bytes(content)
        except OSError as error:
            raise output_error(path, error) from error


def write_text(path: Path, content: str) -> None:
    """Write `content` to `path` as UTF-8, atomically.

    Raises:
        OutputError: The file cannot be written.
    """
    write_bytes(path, content.encode())


def output_error(path: Path, error: OSError) -> OutputError:
    """Return the error of a file that cannot be written.

    Its code is `"disk-full"` or `"read-only"`, after which other files in that place fail too, or
    `"cannot-write"`, which is about this file alone.
    """
    code = "disk-full" if error.errno in _FULL else "cannot-write"
    if error.errno == errno.EROFS:
        code = "read-only"
    advice = _ADVICE.get(error.errno or 0, "choose another place.")
    return OutputError(f"cannot write {path}: {reason(error)}; {advice}", code=code)


def kept_beginning(path: Path, temporary: Path, error: OutputError) -> OutputError:
    """Keep what was written of an output until the disk was full.

    Args:
        path: Where the output should have been in the end.
        temporary: What was written: a file, or a folder.
        error: What ended it.

    Returns:
        The same error, which says where it is; unchanged where nothing can be kept.
    """
    if error.code != "disk-full" or not holds_something(temporary):
        return error
    unfinished = unfinished_path(path)
    try:
        temporary.rename(unfinished)
    except OSError:
        return error
    return OutputError(f"{error} {unfinished} holds what was written.", code=error.code)


def clear_leftovers(folder: Path) -> list[Path]:
    """Remove the temporary files that killed processes left in a folder, if there is one.

    A video that was cut off plays: it becomes `NAME_unfinished.mp4`, unless that exists; in the same way
    lines of JSON and folders of masks. A file that
    a process is writing, in another container too, is locked by it and stays; the system drops the
    lock of a process that dies.

    Returns:
        What was kept.

    Raises:
        OutputError: A file cannot be removed.
    """
    kept = []
    for path in folder.glob(".roadeye-*") if folder.is_dir() else ():
        if is_leftover(path) and is_abandoned(path):
            unfinished = unfinished_path(final_path(path))
            of_use = path.is_dir() or path.suffix in _OF_USE
            try:
                if of_use and holds_something(path) and not unfinished.exists():
                    path.rename(unfinished)
                    kept.append(unfinished)
                elif path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink(missing_ok=True)
            except OSError as error:
                raise OutputError(
                    f"cannot remove {path}: {reason(error)}; remove it by hand.",
                    code="cannot-write",
                ) from error
    return kept


def _create(path: Path) -> tuple[Path, int | None]:
    """Create and lock a temporary file; the lock lasts as long as its descriptor is open."""
    while True:
        temporary = temporary_path(path)
        descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
        if not locks():
            os.close(descriptor)  # Windows does not move a file that is open
            return temporary, None
        lock(descriptor)
        if os.fstat(descriptor).st_nlink:
            return temporary, descriptor
        os.close(descriptor)  # another process cleared it away before it was locked


def _is_of_writing(error: OSError, temporary: Path) -> bool:
    return error.errno in _ONLY_WRITING or str(error.filename) == str(temporary)
