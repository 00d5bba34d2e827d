"""What `roadeye data` tells while it works, and in the end."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from roadeye.cli.progress import progress
from roadeye.data.archives import Archive
from roadeye.data.check import CheckReport, plan_check, run_check
from roadeye.data.teachable import Predict
from roadeye.data.transfer import Advance, Meter
from roadeye.io.json_text import json_text

_MEGABYTE = 1e6


def checked(folder: Path) -> CheckReport:
    """Check a data set under a progress bar."""
    plan = plan_check(folder)
    with progress("check", len(plan.tasks), "pictures") as told:
        return run_check(plan, lambda: told.advance(1), _predict(len(plan.items)))


def _predict(labelled: int) -> Predict | None:
    """Return what the bundled model sees in a picture; None where there is nothing to compare."""
    if not labelled:
        return None
    import roadeye

    segmenter = roadeye.load()
    return lambda image: segmenter(image).mask


def print_already(out: Path, *, as_json: bool) -> None:
    """Say on stdout that a data set was there before."""
    if as_json:
        print(json_text({"root": str(out), "already": True}))
    else:
        print(f"{out} was complete; `roadeye data check {out}` reads all of it again")


def downloaded(archive: Archive, out: Path, source: Path | None, url: str | None) -> bool:
    """Bring a data set to `out` under progress bars, and say its licence.

    Returns:
        Whether anything had to be done.
    """
    from roadeye.data.download import Steps, is_complete, obtain

    def tell(message: str) -> None:
        print(message, file=sys.stderr, flush=True)

    already = is_complete(archive, out)
    if already:
        tell(f"{out} already holds {archive.title}: nothing to do.")
    else:
        steps = Steps(tell=tell, transfer=_megabytes("download"), unpack=_megabytes("unpack"))
        obtain(archive, out, source, url, steps)
    tell(f"{archive.title} is licensed under {archive.licence}. Cite: {archive.citation}.")
    return not already


def _megabytes(what: str) -> Meter:
    @contextmanager
    def meter(total: int | None) -> Iterator[Advance]:
        megabytes = None if total is None else total / _MEGABYTE
        with progress(what, megabytes, "MB") as told:
            yield lambda count: told.advance(count / _MEGABYTE)

    return meter
