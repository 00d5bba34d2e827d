"""A log in a file of this machine: appended to and flushed, its last line repaired."""

import ctypes
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from roadeye.io.atomic import output_error, write_bytes


@dataclass(frozen=True)
class FileLog:
    """Keep lines in a file; what was written beside it before is flushed first.

    Attributes:
        path: The file.
    """

    path: Path

    @property
    def name(self) -> str:
        """What messages call it."""
        return str(self.path)

    def lines(self) -> Iterator[bytes]:
        """Yield the whole lines; a last one that was cut off while it was written is dropped.

        Raises:
            OutputError: The file cannot be read, or not be repaired.
        """
        if not self.path.exists():
            return
        try:
            with self.path.open("rb") as file:
                for line in file:
                    if not line.endswith(b"\n"):
                        os.truncate(self.path, file.tell() - len(line))
                        return
                    yield line
        except OSError as error:
            raise output_error(self.path, error) from error

    def append(self, lines: Iterable[bytes]) -> None:
        """Keep more lines; they, and all files written in the folder, are on disk afterwards.

        Raises:
            OutputError: The disk is full, or the file cannot be written.
        """
        try:
            flush_disk(self.path.parent)
            with self.path.open("ab") as file:
                file.write(b"".join(line + b"\n" for line in lines))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise output_error(self.path, error) from error

    def clear(self) -> None:
        """Forget all lines.

        Raises:
            OutputError: The file cannot be written.
        """
        write_bytes(self.path, b"")


def flush_disk(folder: Path) -> None:
    """Flush all that was written to the disk of a folder, in one call.

    One call for a group of files costs far less than one a file. Where the system has none, as
    Windows, a power cut can take the last outputs, though not the manifest.

    Raises:
        OSError: Something could not be written.
    """
    syncfs = (
        getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None) if os.name == "posix" else None
    )
    if syncfs is None:
        getattr(os, "sync", lambda: None)()
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if syncfs(descriptor):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(folder))
    finally:
        os.close(descriptor)
