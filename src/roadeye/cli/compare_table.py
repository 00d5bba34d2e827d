"""A comparison as tables of at most 80 columns."""

from rich.table import Table

from roadeye.cli.evaluate_table import scored
from roadeye.cli.tables import add_row, plain_table, print_tables
from roadeye.evaluation.compare import Comparison
from roadeye.evaluation.report.figures import TITLES, percent, points, points_between
from roadeye.metrics.bootstrap import caution

SHOWN = 5


def show(found: Comparison) -> None:
    """Print a comparison to stdout."""
    for letter, report in (("A", found.a), ("B", found.b)):
        how = report.settings
        name = how.model or how.predictions
        head = f", head {how.head}" if how.head else ""
        print_tables(f"{letter}: {name}{head}, threshold {how.threshold:.3f}")
    how = found.a.settings
    pictures = scored(len(found.pairs), len(found.unscored))
    in_a, in_b, same = found.wins
    few = caution(len(found.a.resampling_units["all"]))
    print_tables(
        f"{pictures} pictures, split {how.split}, {how.view.name} view; all in %",
        _differences(found),
        f"higher IoU: A in {in_a} pictures, B in {in_b}, the same in {same}",
        f"intervals resampled by {found.a.resampling_unit}{few}, the same for both; clear: without "
        "zero",
        _largest(found),
    )


def _differences(found: Comparison) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0))
    table.add_column("", no_wrap=True)
    table.add_column("", no_wrap=True)
    for heading in ("A", "B", "B - A", "95 % interval", ""):
        table.add_column(heading, justify="right", no_wrap=True)
    for group, by_score in found.differences.items():
        for index, (name, one) in enumerate(by_score.items()):
            first = "" if index else group[-24:]
            values = (percent(one.a), percent(one.b), points(one.delta))
            interval = points_between(one.between)
            clear = "clear" if one.clear else ""
            add_row(table, first, TITLES[name], *values, interval, clear)
    return table


def _largest(found: Comparison) -> Table:
    table = plain_table("\nlargest differences of IoU", "", "A", "B", "B - A")
    for pair in found.pairs[:SHOWN]:
        ious = (percent(iou) for iou in pair.ious)
        add_row(table, pair.a.name[-40:], *ious, points(pair.delta))
    return table
