"""Where a job's outputs go: what the job asks of a folder, on a disk or in a store."""

import os
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from roadeye.batch.file_log import FileLog
from roadeye.batch.manifest import NAME, Log
from roadeye.io.address import is_address
from roadeye.io.atomic import clear_leftovers, write_bytes
from roadeye.io.lock import locked_folder
from roadeye.io.outputs import make_folder


@runtime_checkable
class Place(Protocol):
    """A folder for outputs."""

    def locked(self) -> AbstractContextManager[None]:
        """Make the folder if it is missing, and hold it for this process."""
        ...

    def log(self) -> Log:
        """Return the lines of the manifest."""
        ...

    def existing(self, names: Iterable[str]) -> Callable[[str], bool]:
        """Return what tells which outputs are there; what killed processes left is cleared."""
        ...

    def write(self, name: str, content: bytes) -> None:
        """Write a file, whole or not at all."""
        ...


@dataclass(frozen=True)
class FolderPlace:
    """A folder of this machine.

    Attributes:
        folder: The folder.
    """

    folder: Path

    def locked(self) -> AbstractContextManager[None]:
        """Make the folder if it is missing, and hold it for this process."""
        make_folder(self.folder)
        return locked_folder(self.folder, "another job", "folder-in-use")

    def log(self) -> Log:
        """Return the lines of the manifest."""
        return FileLog(self.folder / NAME)

    def existing(self, names: Iterable[str]) -> Callable[[str], bool]:
        """Return what tells which outputs are there; what killed processes left is cleared."""
        for folder in {os.path.dirname(name) for name in names}:  # noqa: PTH120  fast
            clear_leftovers(self.folder / folder)
        return lambda name: os.path.exists(f"{self.folder}/{name}")  # noqa: PTH110  fast

    def write(self, name: str, content: bytes) -> None:
        """Write a file, whole or not at all."""
        write_bytes(self.folder / name, content)


def open_place(out: str) -> Place:
    """Return the folder for outputs that a path or an address means.

    Raises:
        MissingExtraError: It is an address, and the packages for it are not installed.
        InputError: It is no address of a bucket.
    """
    if is_address(out):
        from roadeye.batch.store_place import StorePlace

        return StorePlace(out)
    return FolderPlace(Path(out))
