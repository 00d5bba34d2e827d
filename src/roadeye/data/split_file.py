"""Files that list the pictures of a split: `["um_000003", …]` or `{"train": […], "val": […]}`."""

from collections import Counter
from pathlib import Path

import msgspec

from roadeye.errors import InputError
from roadeye.io.small_file import read_small
from roadeye.problems import first_few

SUFFIX = ".json"
DEFAULT_KEY = "val"
MOST_BYTES = 50_000_000
_LONGEST_CAUSE = 200


def is_split_file(split: str) -> bool:
    """Tell whether a split is given as a file: `names.json` or `names.json:train`.

    >>> is_split_file("names.json"), is_split_file("names.json:train"), is_split_file("val")
    (True, True, False)
    """
    return _parse(split) is not None


def read_names(split: str) -> list[str]:
    """Read the names of a split file.

    Args:
        split: `FILE.json`, or `FILE.json:KEY` for one list of a file that holds several; without
            a key, that is `val`.

    Returns:
        The names, in the order of the file.

    Raises:
        InputError: The file is missing or not of this form, has no such key, or repeats a name.
    """
    path, key = _parse(split) or (Path(split), "")
    try:
        content = msgspec.json.decode(
            read_small(path, MOST_BYTES), type=list[str] | dict[str, list[str]]
        )
    except FileNotFoundError as error:
        raise InputError(
            f"cannot read the split file {path}: {error.strerror}; give a JSON file of names."
        ) from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(
            f"{path} is not a split file ({str(error)[:_LONGEST_CAUSE]}); expected a JSON list of "
            'names, or {"train": [names], "val": [names]}.'
        ) from error
    names = _list_of(content, key, path)
    repeated = sorted(name for name, times in Counter(names).items() if times > 1)
    if repeated:
        raise InputError(f"{path} lists {first_few(repeated)} more than once; keep one each.")
    return names


def _list_of(content: list[str] | dict[str, list[str]], key: str, path: Path) -> list[str]:
    if isinstance(content, list):
        if key:
            raise InputError(f"{path} is a plain list and has no key {key!r}; give {path} alone.")
        return content
    wanted = key or DEFAULT_KEY
    if wanted not in content:
        has = first_few(sorted(content)) or "none"
        raise InputError(f"{path} has no list {wanted!r}; it has {has}: give {path}:KEY.")
    return content[wanted]


def _parse(split: str) -> tuple[Path, str] | None:
    if split.lower().endswith(SUFFIX):
        return Path(split), ""
    file, colon, key = split.rpartition(":")
    if colon and file.lower().endswith(SUFFIX):
        return Path(file), key
    return None
