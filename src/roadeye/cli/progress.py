"""The progress of a long command, on stderr: a bar on a terminal, plain lines otherwise."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from roadeye.cli.rate import Number, Rate, clock

_QUIET_SECONDS = 2.0
_SECONDS_BETWEEN_LINES = 5.0


@dataclass(frozen=True)
class Progress:
    """Tell how far a command is.

    Attributes:
        advance: Say that so many more units are done, and optionally a word on them, such as
            `"loss 0.12"`.
        say: Print one line on stderr without breaking the bar.
    """

    advance: Callable[..., None]
    say: Callable[[str], None]


@contextmanager
def progress(what: str, total: Number | None, unit: str) -> Iterator[Progress]:
    """Show the progress of the block.

    Args:
        what: What is being done, such as `"predict"`.
        total: How many units there are; None where nobody knows.
        unit: What is counted, in the plural, such as `"pictures"` or `"MB"`.

    Yields:
        What to call for each unit done: `advance(1)` or `advance(1, "loss 0.12")`.
    """
    shown = _bar(what, total, unit) if sys.stderr.isatty() else _lines(what, total, unit)
    with shown as told:
        yield told


@contextmanager
def _bar(what: str, total: Number | None, unit: str) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress

    console = Console(stderr=True, emoji=False)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[state]}", markup=False),
        TimeRemainingColumn(),
    )
    count = Rate(total, unit)
    # Rich would send a redirected stdout to the bar's stderr.
    own_stdout = sys.stdout.isatty()
    with RichProgress(*columns, console=console, redirect_stdout=own_stdout) as rich:
        task = rich.add_task(what, total=total, state="")

        def advance(step: Number = 1, note: str = "") -> None:
            count.add(step)
            rich.update(task, advance=step, state=_joined(count.state(), note))

        def say(message: str) -> None:
            console.print(message, markup=False, highlight=False, soft_wrap=True)

        yield Progress(advance, say)


@contextmanager
def _lines(what: str, total: Number | None, unit: str) -> Iterator[Progress]:
    count = Rate(total, unit)
    last = count.started

    def say(message: str) -> None:
        print(message, file=sys.stderr, flush=True)

    def advance(step: Number = 1, note: str = "") -> None:
        nonlocal last
        count.add(step)
        now = time.monotonic()
        if now - last >= _SECONDS_BETWEEN_LINES:
            last = now
            say(f"{what}: {_joined(count.state(), count.left(), note)}")

    yield Progress(advance, say)
    if time.monotonic() - count.started > _QUIET_SECONDS:
        say(f"{what}: {count.state()}, took {clock(time.monotonic() - count.started)}")


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
