"""Write files so that an interrupted command leaves the old file or the new one, never a half."""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from roadeye.errors import OutputError
from roadeye.io.faults import reason

try:
    import fcntl
except ImportError:  # Windows: nothing can tell whether a file is still written
    fcntl = None  # type: ignore[assignment]

_TEMPORARY = re.compile(r"\.roadeye-\d+-[0-9a-f]{8}\.")
_PLAYS = frozenset({".mp4", ".mkv"})  # also where the end is missing
_TAIL = 60  # characters; with four bytes each, still within the 255 bytes of a file name

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
def replacing(path: Path, *, durable: bool = True) -> Iterator[Path]:
    """Give a temporary path beside `path`; move it into place when the block ends well.

    The temporary file keeps the end of the name (writers choose their format by it). It is
    flushed to disk before the move and removed if the block raises, Ctrl-C included.

    Args:
        path: Where the file shall be in the end; missing folders are made.
        durable: Whether the file is flushed to disk before the move; a caller that writes many
            files may flush them together, and trust none before.

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


def is_leftover(path: Path) -> bool:
    """Tell whether a file is a temporary one, by its name; it may still be being written."""
    return _TEMPORARY.match(path.name) is not None


def clear_leftovers(folder: Path) -> list[Path]:
    """Remove the temporary files that killed processes left in a folder, if there is one.

    A video that was cut off plays: it becomes `NAME_unfinished.mp4`, unless that exists. A file that
    a process is writing, in another container too, is locked by it and stays; the system drops the
    lock of a process that dies.

    Returns:
        The videos that were kept.

    Raises:
        OutputError: A file cannot be removed.
    """
    kept = []
    for path in folder.glob(".roadeye-*") if folder.is_dir() else ():
        if is_leftover(path) and _is_abandoned(path):
            name = Path(_TEMPORARY.sub("", path.name, count=1))
            unfinished = path.with_name(f"{name.stem}_unfinished{name.suffix}")
            keep = name.suffix in _PLAYS and path.stat().st_size and not unfinished.exists()
            try:
                if keep:
                    path.rename(unfinished)
                    kept.append(unfinished)
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
        name = f".roadeye-{os.getpid()}-{uuid4().hex[:8]}.{path.name[-_TAIL:]}"
        temporary = path.with_name(name)
        descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
        if fcntl is None:
            os.close(descriptor)  # Windows does not move a file that is open
            return temporary, None
        with suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(descriptor).st_nlink:
            return temporary, descriptor
        os.close(descriptor)  # another process cleared it away before it was locked


def _is_abandoned(path: Path) -> bool:
    """Tell whether no process is writing a temporary file; False where that is not known."""
    if fcntl is None:
        return False
    try:
        with path.open("rb+") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _is_of_writing(error: OSError, temporary: Path) -> bool:
    return error.errno in _ONLY_WRITING or str(error.filename) == str(temporary)
