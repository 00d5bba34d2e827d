"""`roadeye compare`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from roadeye.evaluation.compare import Comparison

WIDTH = 80
SHOWN = 5


def compare(  # noqa: PLR0917  the options are what there is to choose
    a: Annotated[
        str, typer.Argument(metavar="A", help="A model file, bundled, or a folder of maps.")
    ],
    b: Annotated[str, typer.Argument(metavar="B", help="What it is compared with.")],
    data: Annotated[Path, typer.Argument(metavar="DATA", help="Folder of a labelled data set.")],
    split: Annotated[
        str, typer.Option(metavar="S", help="train, val, test, all, or a JSON file of names.")
    ] = "all",
    view: Annotated[
        str, typer.Option(metavar="V", help="image, or bev: the bird's-eye view.")
    ] = "image",
    threads: Annotated[int, typer.Option(min=1, help="CPU threads of a network.")] = 2,
    jobs: Annotated[int, typer.Option(min=0, help="Pictures read at once; 0 takes all cores.")] = 1,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the confidence intervals.")] = 0,
    report: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write DIR/index.html: one page to read and to send."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Compare two models, or folders of maps, on the same pictures of a labelled data set.

    Gives the difference of IoU, MaxF, F, AP and ECE with its 95 % interval, drawn by drive for both
    alike (by picture where not two drives are known), and the pictures on which they differ most.
    """
    import os
    from datetime import UTC, datetime

    from roadeye.cli.evaluate import tell_failures
    from roadeye.cli.progress import progress
    from roadeye.cli.scorers import open_maps_scorer, open_model_scorer
    from roadeye.data.detect import open_dataset
    from roadeye.data.split import select
    from roadeye.evaluation import EvaluationSettings
    from roadeye.evaluation.compare import as_builtins
    from roadeye.evaluation.compare import compare as score
    from roadeye.evaluation.views import find_view
    from roadeye.io.atomic import write_bytes
    from roadeye.io.json_text import json_text
    from roadeye.io.outputs import make_folder

    everything = open_dataset(data)
    dataset = select(everything, split)
    settings = EvaluationSettings(
        view=find_view(view), edges=False, jobs=jobs or os.cpu_count() or 1, seed=seed, split=split
    )
    first, second = (
        open_maps_scorer(Path(given), everything)
        if Path(given).is_dir()
        else open_model_scorer(given, threads, dataset.labels)
        for given in (a, b)
    )
    if report is not None:
        make_folder(report)
    with progress("compare", 2 * len(dataset.items), "pictures") as told:
        found = score(first, second, dataset, settings, lambda: told.advance(1))
    tell_failures(found.unscored, len(found.pairs))
    if report is not None:
        from roadeye.evaluation.report.comparison_page import comparison_page, draw_both

        pictures = draw_both(found, dataset, first.map_of, second.map_of)
        page = comparison_page(found, str(data), pictures, datetime.now(UTC))
        write_bytes(report / "index.html", page)
    if as_json:
        print(json_text(as_builtins(found), indent=2))
    else:
        show(found)
    if report is not None:
        print(f"wrote {report / 'index.html'}", file=sys.stderr)
    raise typer.Exit(1 if found.unscored else 0)


def show(found: "Comparison") -> None:
    """Print a comparison to stdout, in at most 80 columns."""
    from rich.console import Console
    from rich.table import Table

    from roadeye.cli.evaluate_table import scored
    from roadeye.evaluation.report.figures import TITLES, percent, points, points_between
    from roadeye.metrics.bootstrap import caution

    console = Console(width=WIDTH, highlight=False, markup=False, emoji=False)
    for letter, report in (("A", found.a), ("B", found.b)):
        how = report.settings
        name = how.model or how.predictions
        output = f", head {how.head}" if how.head else ""
        console.print(f"{letter}: {name}{output}, threshold {how.threshold:.3f}")
    how = found.a.settings
    pictures = scored(len(found.pairs), len(found.unscored))
    said = f"{pictures} pictures, split {how.split}, {how.view.name} view; all in %"
    console.print(said)
    table = Table(box=None, padding=(0, 1, 0, 0))
    table.add_column("", no_wrap=True)
    table.add_column("", no_wrap=True)
    for heading in ("A", "B", "B - A", "95 % interval", ""):
        table.add_column(heading, justify="right", no_wrap=True)
    for group, by_score in found.differences.items():
        for index, (name, one) in enumerate(by_score.items()):
            first = "" if index else group[-24:]
            clear = "clear" if one.clear else ""
            values = (
                percent(one.a),
                percent(one.b),
                points(one.delta),
                points_between(one.between),
            )
            table.add_row(first, TITLES[name], *values, clear)
    console.print(table)
    in_a, in_b, same = found.wins
    console.print(f"higher IoU: A in {in_a} pictures, B in {in_b}, the same in {same}")
    few = caution(len(found.a.resampling_units["all"]))
    console.print(
        f"intervals drawn by {found.a.resampling_unit}{few}, the same for both; clear: without zero"
    )
    largest = Table(
        title="\nlargest differences of IoU",
        title_justify="left",
        title_style="",
        box=None,
        padding=(0, 1, 0, 0),
    )
    for heading in ("", "A", "B", "B - A"):
        largest.add_column(heading, justify="right" if heading else "left", no_wrap=True)
    for pair in found.pairs[:SHOWN]:
        ious = (percent(iou) for iou in pair.ious)
        largest.add_row(pair.a.name[-40:], *ious, points(pair.delta))
    console.print(largest)
