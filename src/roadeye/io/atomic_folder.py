"""Write a folder of files so that an interrupted command leaves the old one or the new one."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from roadeye.errors import OutputError
from roadeye.io.atomic import kept_beginning, output_error
from roadeye.io.temporary import lock, locks, temporary_path


@contextmanager
def replacing_folder(path: Path) -> Iterator[Path]:
    """Give a temporary folder beside `path`; move it into place when the block ends well.

    A folder that is there already is removed then. Where the disk is full, what was written stays
    as `NAME_unfinished`; of any other error nothing is left.

    Yields:
        The path of an empty folder to write to.

    Raises:
        OutputError: The folder cannot be made or moved, or the block raised it.
    """
    temporary, old = temporary_path(path), temporary_path(path)
    try:
        temporary.mkdir(parents=True)
        descriptor = os.open(temporary, os.O_RDONLY) if locks() else None
    except OSError as error:
        raise output_error(path, error) from error
    try:
        if descriptor is not None:
            lock(descriptor)
        try:
            yield temporary
        except OutputError as error:
            raise kept_beginning(path, temporary, error) from error
        try:
            if path.exists():
                path.rename(old)
            temporary.rename(path)
        except OSError as error:
            raise output_error(path, error) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
        if descriptor is not None:
            os.close(descriptor)
