"""Read recipes: by name from the package or by path, with `--set key=value` on top."""

from collections.abc import Sequence
from difflib import get_close_matches
from importlib import resources
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import msgspec
from msgspec.inspect import is_struct_type

from roadeye.errors import InputError
from roadeye.io.small_file import read_small
from roadeye.training.recipe import Recipe

MOST_BYTES = 1_000_000
_LONGEST_CAUSE = 200
_FOLDER = resources.files("roadeye.training") / "recipes"


def recipe_names() -> list[str]:
    """Return the names of the recipes in the package."""
    return sorted(
        entry.name.removesuffix(".toml")
        for entry in _FOLDER.iterdir()
        if entry.name.endswith(".toml")
    )


def read_recipe(name: str, settings: list[str] | None = None) -> Recipe:
    """Read a recipe and apply settings to it.

    Args:
        name: Name of a recipe in the package, or the path of a `.toml` file.
        settings: `key=value` each, such as `training.epochs=60`; values in TOML's notation, where
            text needs no quotes.

    Raises:
        InputError: There is no such recipe, a key is unknown, or a value has the wrong type.
    """
    tree = _decoded(_text(name), f"recipe {name}")
    for setting in settings or []:
        _apply(tree, setting)
    try:
        _check_keys(tree, Recipe, name)
        return msgspec.convert(tree, Recipe)
    except RecursionError as error:
        raise InputError(f"recipe {name} is nested too deeply: recipes have two levels.") from error
    except msgspec.ValidationError as error:
        raise InputError(f"recipe {name}: {_short(error)}") from error


def write_recipe(recipe: Recipe) -> str:
    """Return a recipe as TOML, every field written out."""
    return msgspec.toml.encode(recipe).decode()


def _text(name: str) -> bytes:
    if name.endswith(".toml"):
        try:
            return read_small(Path(name), MOST_BYTES)
        except OSError as error:
            raise InputError(f"cannot read recipe {name}: {error.strerror}") from error
    if name not in recipe_names():
        raise InputError(
            f"there is no recipe {name!r}{_nearest(name, recipe_names())}; known are "
            f"{', '.join(recipe_names())}, or give the path of a .toml file."
        )
    return (_FOLDER / f"{name}.toml").read_bytes()


def _decoded(text: bytes, what: str) -> dict[str, Any]:
    """Parse TOML.

    Raises:
        InputError: It is not TOML, is nested too deeply, or holds a number that is too long.
    """
    try:
        return msgspec.toml.decode(text, type=dict[str, Any])
    except RecursionError as error:
        raise InputError(f"{what} is nested too deeply: recipes have two levels.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{what} is not TOML: {_short(error)}") from error
    except ValueError as error:  # Python's own, of a number with thousands of digits
        raise InputError(f"{what} holds a number too long to read.") from error


def _short(value: object) -> str:
    return str(value)[:_LONGEST_CAUSE]


def _apply(tree: dict[str, Any], setting: str) -> None:
    key, equals, text = setting.partition("=")
    shown = setting[:_LONGEST_CAUSE]
    if not equals or not key.strip():
        raise InputError(f"the setting {shown!r} is not key=value, such as training.epochs=60.")
    try:
        value = msgspec.toml.decode(f"value = {text}")["value"]
    except msgspec.DecodeError:
        value = text
    except (RecursionError, ValueError) as error:
        raise InputError(
            f"the setting {shown!r} is nested too deeply or holds a number too long to read."
        ) from error
    *parents, leaf = key.strip().split(".")
    for parent in parents:
        tree = tree.setdefault(parent, {})
        if not isinstance(tree, dict):
            raise InputError(f"the setting {shown!r}: {parent!r} has no fields of its own.")
    tree[leaf] = value


def _check_keys(tree: dict[str, Any], kind: Any, name: str, above: str = "") -> None:
    """Refuse unknown keys and words with the nearest valid one, which msgspec's message lacks."""
    fields = {field.encode_name: field.type for field in msgspec.structs.fields(kind)}
    for key, value in tree.items():
        if key not in fields:
            raise InputError(
                f"recipe {name} has no field {_short(above + key)!r}{_nearest(_short(key), list(fields))}; "
                f"known are {', '.join(above + field for field in fields)}."
            )
        inner, place = fields[key], above + key
        if get_origin(inner) is tuple and isinstance(value, list):
            inner, items = get_args(inner)[0], value
            places = [f"{place}[{index}]" for index in range(len(items))]
        else:
            items, places = [value], [place]
        for item, where in zip(items, places, strict=True):
            if isinstance(item, dict) and is_struct_type(inner):
                _check_keys(item, inner, name, f"{where}.")
            elif get_origin(inner) is Literal and item not in get_args(inner):
                known = [repr(word) for word in get_args(inner)]
                raise InputError(
                    f"recipe {name} has {where} = {_short(item)!r}"
                    f"{_nearest(_short(item), get_args(inner))}; "
                    f"known are {', '.join(known)}."
                )


def _nearest(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""
