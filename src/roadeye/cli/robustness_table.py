"""The result of a robustness run as a table of at most 80 columns."""

from math import isnan
from pathlib import Path

from rich.table import Table

from roadeye.cli import terminal
from roadeye.cli.tables import add_row, print_tables
from roadeye.evaluation.robustness.corruptions import COMMON
from roadeye.evaluation.robustness.result import RobustnessResult


def show(result: RobustnessResult, out: Path) -> None:
    """Print a result and where its files are to stdout."""
    print_tables(_table(result))
    rows = result.rows()
    of = "" if len(rows) == len(COMMON) else f" ({len(rows)} of {len(COMMON)} corruptions)"
    left_out = f", {len(result.unscored)} left out" if result.unscored else ""
    print(f"{result.images} pictures{left_out}; IoU at the model's threshold, MaxF at its best one")
    print(
        f"retention{of}: IoU {_percent(result.retention)} %, MaxF "
        f"{_percent(result.maxf_retention)} %; ECE {_percent(result.clean.ece)} % clean, "
        f"{_percent(result.ece)} % corrupted"
    )
    worst = ", ".join(
        f"{point.corruption} {point.severity} ({_percent(point.iou)})" for point in result.worst
    )
    print_tables(f"worst: {worst}")
    terminal.show(f"{out / 'robustness.png'}, {out / 'robustness.json'}")


def _table(result: RobustnessResult) -> Table:
    severities = sorted({point.severity for point in result.points})
    table = Table(box=None, padding=(0, 1, 0, 0))
    table.add_column("IoU, % at severity", no_wrap=True)
    for heading in (*map(str, severities), "kept", "MaxF", "ECE"):
        table.add_column(heading, justify="right", no_wrap=True)
    clean = result.clean
    ious = [_percent(clean.iou)] * len(severities)
    add_row(table, "clean", *ious, "", _percent(clean.maxf), _percent(clean.ece))
    for name, row in result.rows().items():
        means = (
            sum(getattr(point, score) for point in row) / len(row)
            for score in ("retention", "maxf", "ece")
        )
        add_row(table, name, *(_percent(point.iou) for point in row), *map(_percent, means))
    return table


def _percent(value: float) -> str:
    return "–" if isnan(value) else f"{100 * value:.2f}"
