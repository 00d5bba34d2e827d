"""JSON Lines: an object a line, written as they come."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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


def join_json_lines(parts: Sequence[Path], path: Path) -> None:
    """Write the lines of several files into one; their `frame` counts on through all of them.

    Raises:
        OutputError: The whole cannot be written.
    """
    with replacing(path) as temporary:
        try:
            with temporary.open("wb") as whole:
                for number, line in enumerate(_lines(parts)):
                    whole.write(msgspec.json.encode({**line, "frame": number}) + b"\n")
        except OSError as error:
            raise output_error(path, error) from error


def _lines(parts: Sequence[Path]) -> Iterator[dict[str, Any]]:
    for part in parts:
        with part.open("rb") as file:
            for line in file:
                yield msgspec.json.decode(line, type=dict[str, Any])
