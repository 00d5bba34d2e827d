"""The result of `roadeye data import`: a table and lines for people, or one JSON object."""

from dataclasses import dataclass
from pathlib import Path

from roadeye.cli.terminal import say, show
from roadeye.data.importers.annotation import Labels
from roadeye.data.importers.survey import Survey
from roadeye.data.importers.write import Written, counted
from roadeye.io.json_text import json_text
from roadeye.problems import FileProblem, summarise

_CLASSES_SHOWN = 40


@dataclass(frozen=True)
class ImportReport:
    """Hold what an import found and wrote.

    Attributes:
        labels: What was found.
        survey: The classes.
        written: What was written; None where it only looked.
        out: Where.
        empty: Whether pictures without a label were taken.
    """

    labels: Labels
    survey: Survey
    written: Written | None = None
    out: Path | None = None
    empty: bool = False

    @property
    def problems(self) -> list[FileProblem]:
        """What could not be read or written."""
        return [*self.survey.problems, *(self.written.problems if self.written else [])]

    @property
    def remarks(self) -> list[str]:
        """What was decided on the way, a sentence each."""
        told = [f"{what}: {count:,}" for what, count in sorted(self.survey.remarks.items())]
        return [*self.labels.notes, *told, *counted(self.written or Written())]


def print_survey(labels: Labels, found: Survey) -> None:
    """Print the classes with how often they are used."""
    from rich.table import Table

    from roadeye.cli.tables import add_row, print_tables

    without = f", {len(found.empty)} without a label" if found.empty else ""
    show(f"{labels.root}: {labels.format}, {pictures(len(found.annotated))} with labels{without}")
    table = Table("class")
    for column in ("pictures", "areas"):
        table.add_column(column, justify="right")
    for name, use in list(found.classes.items())[:_CLASSES_SHOWN]:
        add_row(table, name, use.pictures, use.areas)
    print_tables(table, width=None)
    if (more := len(found.classes) - _CLASSES_SHOWN) > 0:
        show(f"and {more} more classes")


def print_report(report: ImportReport, *, as_json: bool) -> None:
    """Print what was written and what was left out; broken files go to stderr."""
    if as_json:
        print(json_text(_as_json(report)))
        return
    for line in summarise(report.problems):
        say(line)
    for remark in report.remarks:
        show(remark)
    if report.survey.empty and not report.empty:
        names = [
            FileProblem(one.key, "has no label and is left out") for one in report.survey.empty
        ]
        for line in summarise(names):
            show(line)
        show("--empty takes pictures without a label as pictures without road")
    if report.written is None:
        show("--road NAME[,NAME] -o DIR writes them as images/ and masks/")
        return
    count = pictures(len(report.written.names))
    show(f"{count} in {report.out}; next: roadeye data check {report.out}")


def pictures(count: int) -> str:
    """Return a number of pictures in words.

    >>> pictures(1), pictures(2)
    ('1 picture', '2 pictures')
    """
    return f"{count:,} picture{'' if count == 1 else 's'}"


def _as_json(report: ImportReport) -> dict[str, object]:
    found = report.survey
    return {
        "source": str(report.labels.root),
        "format": report.labels.format,
        "classes": {
            name: {"pictures": use.pictures, "areas": use.areas}
            for name, use in found.classes.items()
        },
        "labelled": len(found.annotated),
        "without_label": [one.key for one in found.empty],
        "out": None if report.out is None else str(report.out),
        "written": 0 if report.written is None else len(report.written.names),
        "remarks": report.remarks,
        "problems": [{"file": one.file, "problem": one.what} for one in report.problems],
    }
