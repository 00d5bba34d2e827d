"""The page of `roadeye data check --report`."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roadeye.data.check import CheckReport
    from roadeye.labelling.review.finding import Finding

PAGE = "index.html"


def reviewed(report: "CheckReport", folder: Path, model: str) -> "tuple[Finding, ...]":
    """Look at every labelled picture, write a page of what is odd, and return that.

    Raises:
        InputError: Nothing is labelled.
        ModelError: The model cannot be opened.
        OutputError: The page cannot be written.
    """
    from datetime import UTC, datetime

    from roadeye.cli.progress import progress
    from roadeye.cli.terminal import say
    from roadeye.data.check import plan_check
    from roadeye.data.dataset import Dataset
    from roadeye.data.description import read_description
    from roadeye.data.detect import find_layout
    from roadeye.errors import InputError
    from roadeye.evaluation.report.review_page import review_page
    from roadeye.inference.segmenter import open_segmenter
    from roadeye.io.atomic import write_bytes
    from roadeye.io.outputs import make_folder
    from roadeye.labelling.review.review import review
    from roadeye.problems import summarise

    plan = plan_check(report.root)
    if not plan.items:
        raise InputError(f"{report.root} has no labelled picture to look at.")
    try:
        labels = read_description(report.root).labels or find_layout(report.root).labels
    except InputError:  # it is among the problems already
        labels = ""
    dataset = Dataset(plan.root, plan.layout, plan.items, labels)
    segmenter = open_segmenter(model, labels=labels)
    make_folder(folder)
    with progress("review", len(dataset.items), "pictures") as shown:
        found = review(dataset, segmenter, lambda: shown.advance(1))
    problems = [*summarise(report.problems), *report.label_problems]
    page = review_page(found, problems, segmenter, datetime.now(UTC))
    write_bytes(folder / PAGE, page)
    say(f"{folder / PAGE} shows what is odd")
    return found.findings
