"""Tables of keys from types and their docstrings."""

from typing import Annotated, Literal

import msgspec
import pytest
from msgspec import Meta
from site_pages.fields import field_table, key_table


class Inner(msgspec.Struct, frozen=True):
    """Another."""


class Part(msgspec.Struct, kw_only=True):
    """Describe a thing.

    Attributes:
        name: What it is called.
        share: How much, see `name` and
            the <rest>.
        kind: Which.
        size: (height, width).
        inner: Something of its own.
    """

    name: str
    share: Annotated[float, Meta(ge=0, lt=1)] = 0.5
    kind: Literal["a", "b"] = "a"
    size: tuple[int, int] | None = None
    inner: Inner = Inner()


class Silent(msgspec.Struct):
    """Describe nothing."""

    name: str


def test_a_row_has_key_type_default_and_meaning() -> None:
    assert field_table(Part, "part.").splitlines()[2:] == [
        "| `part.name` | string |  | What it is called. |",
        "| `part.share` | number ≥ 0, &lt; 1 | `0.5` | How much, see `name` and the &lt;rest&gt;. |",
        '| `part.kind` | a, b | `"a"` | Which. |',
        "| `part.size` | \\[integer, integer\\] or null | `null` | (height, width). |",
        "| `part.inner` | Inner |  | Something of its own. |",
    ]


def test_defaults_can_be_left_out() -> None:
    assert key_table(Part).splitlines()[2] == "| `name` | string | What it is called. |"


def test_a_field_that_nobody_describes_is_refused() -> None:
    with pytest.raises(ValueError, match="Silent does not say what name is"):
        field_table(Silent)
