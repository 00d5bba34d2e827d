"""What `roadeye data` tells while it works, and in the end."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from roadeye.cli.progress import progress
from roadeye.data.archives import Archive
from roadeye.data.check import Check, Group, jobs_of, run_check
from roadeye.data.transfer import Advance, Meter
from roadeye.io.json_text import json_text

_SIZES_SHOWN = 3
_MEGABYTE = 1e6


def checked(folder: Path) -> Check:
    """Check a data set under a progress bar."""
    layout, jobs, faults = jobs_of(folder)
    with progress("check", len(jobs), "pictures") as told:
        return run_check(folder, layout, jobs, faults, lambda: told.advance(1))


def print_check(report: Check, *, as_json: bool) -> None:
    """Print faults and sums on stdout: for people, or as one JSON object."""
    if as_json:
        print(json_text(_as_json(report)))
        return
    for fault in report.faults:
        print(f"{fault.file}: {fault.problem}")
    _print_table(report)
    if report.faults:
        print(f"{len(report.faults)} problems in {report.root}")
    else:
        print(f"{report.root} is fine: everything in it was read")


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


def _as_json(report: Check) -> dict[str, object]:
    return {
        "root": str(report.root),
        "layout": report.layout,
        "pictures": sum(group.pictures for group in report.groups.values()),
        "labels": sum(group.labels for group in report.groups.values()),
        "groups": {name: _group_as_json(group) for name, group in report.groups.items()},
        "faults": [{"file": fault.file, "problem": fault.problem} for fault in report.faults],
    }


def _group_as_json(group: Group) -> dict[str, object]:
    return {
        "pictures": group.pictures,
        "labels": group.labels,
        "sizes": {f"{w}x{h}": count for (w, h), count in group.sizes.most_common()},
        "valid_fraction": _fraction(group.valid, group.pixels),
        "road_fraction": _fraction(group.road, group.valid),
    }


def _fraction(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _print_table(report: Check) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(f"{report.root} ({report.layout})"), title_justify="left")
    for column in ("group", "pictures", "labels", "counts", "road of it"):
        table.add_column(column, justify="left" if column == "group" else "right", no_wrap=True)
    table.add_column("sizes")
    for name, group in report.groups.items():
        table.add_row(
            Text(name),
            str(group.pictures),
            str(group.labels),
            _percent(group.valid, group.pixels),
            _percent(group.road, group.valid),
            _sizes(group),
        )
    Console(width=None if sys.stdout.isatty() else 100).print(table)


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def _sizes(group: Group) -> str:
    shown = [f"{w}×{h} ({count})" for (w, h), count in group.sizes.most_common(_SIZES_SHOWN)]
    rest = len(group.sizes) - len(shown)
    return ", ".join(shown) + (f", {rest} more" if rest > 0 else "")
