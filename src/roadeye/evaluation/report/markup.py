"""HTML that cannot be broken out of: text is escaped because of its type.

What comes from outside, such as the name of a file, is a `str` and becomes text wherever it is put;
only [`tag`][roadeye.evaluation.report.markup.tag] makes `Html`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import TypeAlias

_VOID = frozenset({"meta", "img"})


@dataclass(frozen=True)
class Html:
    """Hold finished markup."""

    markup: str


Content: TypeAlias = Html | str
"""Markup, or text that is still to be escaped."""


def tag(name: str, /, *children: Content, **attributes: str) -> Html:
    """Return an element.

    Args:
        name: Name of the element.
        children: What it holds.
        attributes: `class_` means `class`, and `stroke_width` means `stroke-width`.

    Examples:
        >>> tag("p", "1 < 2", tag("b", "!"), class_="note").markup
        '<p class="note">1 &lt; 2<b>!</b></p>'
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
    )
    if name in _VOID:
        return Html(f"<{name}{given}>")
    return Html(f"<{name}{given}>{joined(children).markup}</{name}>")


def joined(parts: Iterable[Content]) -> Html:
    """Return parts one after another."""
    return Html("".join(p.markup if isinstance(p, Html) else escape(p) for p in parts))


def name_of(text: str) -> Html:
    """Return a name from outside, which cannot turn the direction of the text around it."""
    return tag("bdi", text)
