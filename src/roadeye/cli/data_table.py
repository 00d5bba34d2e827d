"""The result of `roadeye data check`: a table and lines for people, or one JSON object."""

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from roadeye.cli.data_check_json import check_json
from roadeye.cli.datasets import left_out_problems
from roadeye.cli.terminal import printable, show
from roadeye.data.check import CheckReport
from roadeye.data.detect import layout_title
from roadeye.data.statistics import GroupStatistics
from roadeye.io.json_text import json_text
from roadeye.problems import FileProblem, first_few, summarise

if TYPE_CHECKING:
    from roadeye.labelling.review.finding import Finding

_SIZES_SHOWN = 3


def print_check(
    report: CheckReport,
    findings: "Sequence[Finding]" = (),
    *,
    as_json: bool,
    verbose: bool = False,
) -> None:
    """Print problems and sums on stdout: for people, or as one JSON object.

    Args:
        report: What was found.
        findings: What looks odd.
        as_json: Print JSON.
        verbose: Name every file, and not the first few of each cause.
    """
    if as_json:
        print(json_text(check_json(report, findings)))
        return
    for line in (*_lines(report.problems, verbose=verbose), *report.label_problems):
        show(line)
    _print_table(report)
    for line in _lines(left_out_problems(report.root, report.left_out), verbose=verbose):
        show(line)
    for one in findings:
        names = f": {first_few(one.names)}" if one.names else ""
        show(f"look at this: {one.told}{names}")
    show(_verdict(report))


def _lines(problems: Iterable[FileProblem], *, verbose: bool) -> list[str]:
    if verbose:
        return [f"{problem.file} {problem.what}" for problem in problems]
    return summarise(problems)


def _verdict(report: CheckReport) -> str:
    if not report.is_fine:
        count = len(report.problems) + len(report.label_problems)
        return f"{count} problem{'' if count == 1 else 's'} in {report.root}"
    if report.left_out:
        count = len(report.left_out)
        return f"no problem in what was read of {report.root}; {_files(count)} left out"
    return f"{report.root} is fine: everything in it was read"


def _files(count: int) -> str:
    return "1 file was" if count == 1 else f"{count} files were"


def _print_table(report: CheckReport) -> None:
    from rich.table import Table
    from rich.text import Text

    from roadeye.cli.tables import add_row, print_tables

    title = printable(f"{report.root} ({layout_title(report.layout)})")
    table = Table(title=Text(title), title_justify="left")
    for column in ("group", "pictures", "labels", "counts", "road of it"):
        table.add_column(column, justify="left" if column == "group" else "right", no_wrap=True)
    table.add_column("sizes")
    for name, group in report.groups.items():
        add_row(
            table,
            name,
            group.pictures,
            group.labels,
            _percent(group.valid, group.pixels),
            _percent(group.road, group.valid),
            _sizes(group),
        )
    print_tables(table, width=None if sys.stdout.isatty() else 100)


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def _sizes(group: GroupStatistics) -> str:
    shown = [f"{w}×{h} ({count})" for (w, h), count in group.sizes.most_common(_SIZES_SHOWN)]
    rest = len(group.sizes) - len(shown)
    return ", ".join(shown) + (f", {rest} more" if rest > 0 else "")
