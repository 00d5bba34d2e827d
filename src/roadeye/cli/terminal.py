"""Print for people: results on stdout, messages on stderr, nothing from outside raw."""

import sys
import unicodedata

_KEPT = frozenset({"\t"})
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of characters that move the cursor, change colours or turn the direction of text."""


def printable(text: object) -> str:
    r"""Return text on one line without characters that a terminal acts on.

    File names and the words of model files come from outside: `\x1b[31m` would colour what
    follows, a line feed would fake a message.

    >>> printable("\x1b[31mred\n.jpg")
    '\\x1b[31mred\\x0a.jpg'
    """
    return "".join(
        one if one in _KEPT or unicodedata.category(one) not in _UNSAFE else _escaped(one)
        for one in str(text)
    )


def say(message: object) -> None:
    """Print a message for people on stderr, with the program's name."""
    print(f"roadeye: {printable(message)}", file=sys.stderr, flush=True)


def show(line: object) -> None:
    """Print one line of results on stdout."""
    print(printable(line), flush=True)


def print_json(value: object) -> None:
    """Print a value on stdout as one line of JSON."""
    from roadeye.io.json_text import json_text

    print(json_text(value), flush=True)


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
