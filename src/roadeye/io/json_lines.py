"""JSON Lines: an object a line, written as they come."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from roadeye.io.atomic import output_error, replacing


@contextmanager
def json_lines(path: Path) -> Iterator[Callable[[msgspec.Struct], None]]:
    """Open a file for lines; it appears at `path` when the block ends well.

    What a killed process leaves beside it holds whole lines.

    Yields:
        The function that writes one object.

    Raises:
        OutputError: The file cannot be written.
    """
    with (
        replacing(path, keeps_beginning=True) as temporary,
        temporary.open("ab", buffering=0) as file,
    ):

        def put(line: msgspec.Struct) -> None:
            try:
                file.write(msgspec.json.encode(line) + b"\n")
            except OSError as error:
                raise output_error(path, error) from error

        yield put
