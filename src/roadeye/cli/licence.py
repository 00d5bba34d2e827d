"""Say once what a model may be used for, unless the call asks for silence."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from roadeye.cli.terminal import say

QUIET = "--quiet"
_told: ContextVar[frozenset[str] | None] = ContextVar("told", default=frozenset())
"""The licences that this call has told; None where it shall not."""


@contextmanager
def telling(*, quiet: bool) -> Iterator[None]:
    """Tell of licences in the block, each once, or of none."""
    before = _told.set(None if quiet else frozenset())
    try:
        yield
    finally:
        _told.reset(before)


def tell_licence(model: str, licence: str) -> None:
    """Tell on stderr of a model's licence if it forbids commercial use, which it says first."""
    told = _told.get()
    if told is None or not licence.lower().startswith("non-commercial") or licence in told:
        return
    _told.set(told | {licence})
    say(f"licence of the model {model}: {licence} ({QUIET} hides this)")
