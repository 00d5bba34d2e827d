"""JSON for machines, of results that name files."""

from typing import Any

import msgspec


def json_text(value: object, *, indent: int = 0) -> str:
    r"""Return a value as JSON.

    A file's name may be bytes that are no text (Python then holds them as surrogates), which JSON
    cannot say: they become escapes, as in messages.

    Args:
        value: What msgspec can encode; NaN becomes null.
        indent: Spaces a level; 0 gives one line.

    >>> print(json_text({"caf\udce9.png": 1}))
    {"caf\\udce9.png":1}
    """
    try:
        content = msgspec.json.encode(value)
    except UnicodeEncodeError:
        content = msgspec.json.encode(_sayable(msgspec.to_builtins(value)))
    return (msgspec.json.format(content, indent=indent) if indent else content).decode()


def _sayable(value: Any) -> Any:
    match value:
        case str():
            return value.encode("utf-8", "backslashreplace").decode()
        case dict():
            return {_sayable(key): _sayable(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_sayable(inner) for inner in value]
        case _:
            return value
