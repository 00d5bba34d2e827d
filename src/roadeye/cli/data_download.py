"""Progress and messages of `roadeye data download`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from roadeye.cli.progress import progress
from roadeye.data.archives import Archive
from roadeye.io.fetch import Advance
from roadeye.io.json_text import json_text

_MEGABYTE = 1e6


def downloaded(archive: Archive, out: Path, source: Path | str | None) -> bool:
    """Bring a data set to `out` under progress bars, and print its licence.

    Returns:
        Whether anything had to be done.
    """
    from roadeye.data.download import download, is_complete

    already = is_complete(archive, out)
    if already:
        _log(f"{out} already holds {archive.title}: nothing to do.")
    else:
        download(archive, out, source, _log, _meter)
    _log(f"{archive.title} is licensed under {archive.licence}. Cite: {archive.citation}.")
    return not already


def print_already(out: Path, *, as_json: bool) -> None:
    """Print on stdout that the data set was complete before."""
    if as_json:
        print(json_text({"root": str(out), "already": True}))
    else:
        print(f"{out} was complete; `roadeye data check {out}` reads all of it again")


def _log(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


@contextmanager
def _meter(what: str, total: int) -> Iterator[Advance]:
    with progress(what, total / _MEGABYTE, "MB") as shown:
        yield lambda count: shown.advance(count / _MEGABYTE)
