"""Read JSON that a labelling tool wrote, into typed records; fields that are not asked for are skipped."""

from pathlib import Path
from typing import TypeVar

import msgspec

from roadeye.errors import InputError
from roadeye.io.regular import read_limited

MOST_BYTES = 4 << 30
"""Larger files are refused before they are read."""

_LONGEST_CAUSE = 200

Record = TypeVar("Record")


def read_json(path: Path, kind: type[Record], what: str) -> Record:
    """Read a JSON file as a record.

    Args:
        path: The file.
        kind: The record.
        what: What the file should be, for messages: `"labelme file"`.

    Raises:
        InputError: The file cannot be read, is no JSON, or is something else.
    """
    try:
        return msgspec.json.decode(read_limited(path, MOST_BYTES), type=kind)
    except RecursionError as error:
        raise InputError(f"{path} is nested too deeply for a {what}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is not a {what}: {str(error)[:_LONGEST_CAUSE]}.") from error


def is_json_with(path: Path, *keys: str) -> bool:
    """Tell whether a file is a JSON object that has all of these keys."""
    if path.suffix.lower() != ".json":
        return False
    try:
        found = msgspec.json.decode(read_limited(path, MOST_BYTES), type=dict[str, msgspec.Raw])
    except (InputError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return set(keys) <= found.keys()
