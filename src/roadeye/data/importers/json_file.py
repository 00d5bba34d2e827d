"""Read JSON that a labelling tool wrote, into typed records; fields that are not asked for are skipped."""

from collections.abc import Iterable
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
    return _decoded(read_limited(path, MOST_BYTES), path, kind, what)


def read_json_with(path: Path, kind: type[Record], what: str, *keys: str) -> Record | None:
    """Read a JSON file as a record where it is an object that has all of some keys; it is read once.

    Args:
        path: The file.
        kind: The record.
        what: What the file should be, for messages: `"COCO file"`.
        keys: The keys by which such a file is known.

    Returns:
        The record; None where the file cannot be read or is something else.

    Raises:
        InputError: The file has the keys, but is no such record.
    """
    if path.suffix.lower() != ".json":
        return None
    try:
        content = read_limited(path, MOST_BYTES)
    except InputError:
        return None
    try:
        return _decoded(content, path, kind, what)
    except InputError:
        if _has(content, keys):
            raise
        return None


def is_json_with(path: Path, *keys: str) -> bool:
    """Tell whether a file is a JSON object that has all of these keys."""
    if path.suffix.lower() != ".json":
        return False
    try:
        return _has(read_limited(path, MOST_BYTES), keys)
    except InputError:
        return False


def _decoded(content: bytes, path: Path, kind: type[Record], what: str) -> Record:
    try:
        return msgspec.json.decode(content, type=kind)
    except RecursionError as error:
        raise InputError(f"{path} is nested too deeply for a {what}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is not a {what}: {str(error)[:_LONGEST_CAUSE]}.") from error


def _has(content: bytes, keys: Iterable[str]) -> bool:
    try:
        found = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return set(keys) <= found.keys()
