"""An evaluation as tables of at most 80 columns."""

from collections.abc import Iterable

from rich.table import Table

from roadeye.cli.evaluate_notes import notes, percent
from roadeye.cli.tables import add_row, plain_table, print_tables
from roadeye.evaluation.accumulator import score
from roadeye.evaluation.result import SEQUENCE, Evaluation
from roadeye.metrics import scores

WORST = 5


def show(report: Evaluation) -> None:
    """Print a report to stdout."""
    how = report.settings
    pictures = scored(len(report.pictures), len(report.unscored))
    what = f"{how.model or how.predictions}: {pictures} pictures, split {how.split}"
    print_tables(
        f"{what}, {how.kind} in the {how.view.name} view; all in %",
        _main(report),
        *notes(report),
        *_details(report),
    )


def scored(pictures: int, failed: int) -> str:
    """Return over how many pictures scores are, and of how many where some failed.

    >>> scored(5, 0), scored(3, 2)
    ('5', '3 of 5')
    """
    return f"{pictures} of {pictures + failed}" if failed else f"{pictures}"


def _main(report: Evaluation) -> Table:
    columns = ("IoU", "Acc", "F", "MaxF", "AP", "PRE", "REC", "FPR", "FNR", "ECE")
    table = plain_table(None, "", "n", *columns)
    for name, one in report.scores.items():
        values = (
            *(one.iou, one.accuracy, one.f),
            *(one.maxf, one.ap, one.pre, one.rec, one.fpr, one.fnr, one.ece),
        )
        images = report.groups[name].images
        add_row(table, name, str(images), *(percent(value) for value in values))
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
                add_row(table, name, str(sums.images), *(percent(value) for value in values))
            yield table
    if report.brightness:
        table = plain_table(
            "\nby brightness (mean of the picture, 0 to 255)", "", "n", "", "IoU", "F"
        )
        for name, third in report.brightness.items():
            between = f"{third.low:.0f} to {third.high:.0f}"
            iou, f = scores.iou(third.counts), scores.f(third.counts)
            add_row(table, name, str(third.images), between, percent(iou), percent(f))
        yield table
    table = plain_table("\nworst pictures", "", "IoU", "missed road", "false road", "brightness")
    for row in report.pictures[:WORST]:
        road = row.counts.tp + row.counts.fn
        bright = "" if row.brightness is None else f"{row.brightness:.0f}"
        rates = (row.counts.fn / road if road else 0.0, row.counts.fp / row.counts.total)
        add_row(
            table,
            row.name[-40:],
            percent(scores.iou(row.counts)),
            *(percent(rate) for rate in rates),
            bright,
        )
    yield table
