"""An evaluation as tables of at most 80 columns."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from roadeye.cli.evaluate_notes import notes, percent
from roadeye.cli.terminal import printable
from roadeye.evaluation.accumulator import score
from roadeye.evaluation.result import SEQUENCE, Evaluation
from roadeye.metrics import scores

WIDTH = 80
WORST = 5


def show(report: Evaluation) -> None:
    """Print a report to stdout."""
    console = Console(width=WIDTH, highlight=False, soft_wrap=False, markup=False, emoji=False)
    how = report.settings
    what = printable(how.model or how.predictions)
    console.print(
        f"{what}: {scored(len(report.pictures), len(report.unscored))} pictures, split {how.split}, {how.kind} in the "
        f"{how.view.name} view; all in %",
    )
    console.print(_main(report))
    for line in notes(report):
        console.print(line)
    for table in _details(report):
        console.print(table)


def scored(pictures: int, failed: int) -> str:
    """Return over how many pictures scores are, and of how many where some failed.

    >>> scored(5, 0), scored(3, 2)
    ('5', '3 of 5')
    """
    return f"{pictures} of {pictures + failed}" if failed else f"{pictures}"


def plain_table(title: str | None, *columns: str) -> Table:
    """Return an empty table without lines, its first column to the left, the others to the right."""
    table = Table(title=title, title_justify="left", title_style="", box=None, padding=(0, 1, 0, 0))
    for index, column in enumerate(columns):
        table.add_column(column, justify="right" if index else "left", no_wrap=True)
    return table


def _main(report: Evaluation) -> Table:
    columns = ("IoU", "Acc", "F", "MaxF", "AP", "PRE", "REC", "FPR", "FNR", "ECE")
    table = plain_table(None, "", "n", *columns)
    for name, one in report.scores.items():
        values = (
            *(one.iou, one.accuracy, one.f),
            *(one.maxf, one.ap, one.pre, one.rec, one.fpr, one.fnr, one.ece),
        )
        images = report.groups[name].images
        table.add_row(name, str(images), *(percent(value) for value in values))
    return table


def _details(report: Evaluation) -> Iterable[Table]:
    threshold = report.settings.threshold
    groups = ((f"by {SEQUENCE}", report.sequences), ("by distance", report.distances))
    for title, tallies in groups:
        if tallies:
            table = plain_table(f"\n{title}", "", "n", "IoU", "F", "MaxF", "AP", "ECE")
            for name, sums in tallies.items():
                one = score(sums, threshold)
                values = (one.iou, one.f, one.maxf, one.ap, one.ece)
                table.add_row(name, str(sums.images), *(percent(value) for value in values))
            yield table
    if report.brightness:
        table = plain_table(
            "\nby brightness (mean of the picture, 0 to 255)", "", "n", "", "IoU", "F"
        )
        for name, third in report.brightness.items():
            between = f"{third.low:.0f} to {third.high:.0f}"
            iou, f = scores.iou(third.counts), scores.f(third.counts)
            table.add_row(name, str(third.images), between, percent(iou), percent(f))
        yield table
    table = plain_table("\nworst pictures", "", "IoU", "missed road", "false road", "brightness")
    for row in report.pictures[:WORST]:
        road = row.counts.tp + row.counts.fn
        bright = "" if row.brightness is None else f"{row.brightness:.0f}"
        rates = (row.counts.fn / road if road else 0.0, row.counts.fp / row.counts.total)
        table.add_row(
            row.name[-40:],
            percent(scores.iou(row.counts)),
            *(percent(rate) for rate in rates),
            bright,
        )
    yield table
