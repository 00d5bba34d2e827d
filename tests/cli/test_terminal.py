"""Text from outside does not act on a terminal."""

import pytest

from roadeye.cli.terminal import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("street ä ß 東京.jpg", "street ä ß 東京.jpg"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("two\nlines\r", r"two\x0alines\x0d"),
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("\x9b31m", r"\x9b31m"),  # one character that stands for ESC [
        ("gpj.\u202eabc", r"gpj.\u202eabc"),  # turns the direction of what follows
        ("caf\udce9.png", r"caf\udce9.png"),  # a name that is no text
        ("a\tb", "a\tb"),
    ],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown
