"""Progress and messages of `roadeye data download`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from roadeye.cli.progress import progress
from roadeye.cli.terminal import print_json, say, show
from roadeye.data.archives import Archive
from roadeye.io.fetch import Advance

_MEGABYTE = 1e6


def downloaded(archive: Archive, out: Path, source: Path | str | None) -> bool:
    """Bring a data set to `out` under progress bars, and print its licence.

    Returns:
        Whether anything had to be done.
    """
    from roadeye.data.download import download, is_complete

    already = is_complete(archive, out)
    if already:
        say(f"{out} already holds {archive.title}: nothing to do.")
    else:
        download(archive, out, source, say, _meter)
    say(f"{archive.title} is licensed under {archive.licence}. Cite: {archive.citation}.")
    return not already


def print_already(out: Path, *, as_json: bool) -> None:
    """Print on stdout that the data set was complete before."""
    if as_json:
        print_json({"root": str(out), "already": True})
    else:
        show(f"{out} was complete; `roadeye data check {out}` reads all of it again")


@contextmanager
def _meter(what: str, total: int) -> Iterator[Advance]:
    with progress(what, total / _MEGABYTE, "MB") as shown:
        yield lambda count: shown.advance(count / _MEGABYTE)
