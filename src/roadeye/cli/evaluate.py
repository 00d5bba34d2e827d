"""`roadeye evaluate`."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from roadeye.cli.options import ScoredHead

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roadeye.evaluation.result import UnscoredPicture


class Kind(StrEnum):
    """What labels mark."""

    ROAD = "road"
    LANE = "lane"


def evaluate(  # noqa: PLR0917  the options are what there is to choose
    data: Annotated[Path, typer.Argument(metavar="DATA", help="Folder of a labelled data set.")],
    model: Annotated[
        str, typer.Option("--model", metavar="MODEL", help="A model file, or bundled.")
    ] = "roadeye",
    head: ScoredHead = None,
    split: Annotated[
        str, typer.Option(metavar="S", help="train, val, test, all, or a JSON file of names.")
    ] = "all",
    kind: Annotated[
        Kind, typer.Option("--type", help="Score KITTI's road labels or its lane labels.")
    ] = Kind.ROAD,
    predictions: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Score the 8-bit maps in DIR, no model: um_road_000003.png, …, or *_prob.png.",
        ),
    ] = None,
    view: Annotated[
        str, typer.Option(metavar="V", help="image, or bev: the bird's-eye view.")
    ] = "image",
    threshold: Annotated[
        float | None,
        typer.Option(
            min=0.0, max=1.0, help="Road from this probability on (the model's own; 0.5 for maps)."
        ),
    ] = None,
    crop: Annotated[
        str | None, typer.Option(metavar="TOP,BOTTOM", help="Rows the network shall see.")
    ] = None,
    threads: Annotated[int, typer.Option(min=1, help="CPU threads of the network.")] = 2,
    jobs: Annotated[int, typer.Option(min=0, help="Pictures read at once; 0 takes all cores.")] = 1,
    edges: Annotated[
        bool,
        typer.Option("--edges", help="With --predictions: the ECE within 5 px of road edges too."),
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the confidence intervals.")] = 0,
    report: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write DIR/index.html: one page to read and to send."),
    ] = None,
    robustness: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="With --report: show what `roadeye robustness` left here."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Score a model, or maps that were written before, on a labelled data set.

    Gives IoU, accuracy and F at one threshold, KITTI's MaxF, AP, PRE, REC, FPR and FNR, and the
    calibration error, by category and pooled, with confidence intervals.
    """
    import os

    from roadeye.cli.evaluate_page import plan_page
    from roadeye.cli.evaluate_table import show
    from roadeye.cli.progress import progress
    from roadeye.cli.scorers import open_maps_scorer, open_model_scorer
    from roadeye.data.detect import open_dataset
    from roadeye.data.split import select
    from roadeye.errors import InputError
    from roadeye.evaluation import EvaluationSettings
    from roadeye.evaluation.as_json import to_json
    from roadeye.evaluation.views import find_view

    if robustness is not None and report is None:
        raise InputError("--robustness is shown in a report; give --report DIR as well.")
    if predictions is not None:
        _require_no_network(model, head, crop)
    everything = open_dataset(data, kind.value)
    dataset = select(everything, split)
    settings = EvaluationSettings(
        view=find_view(view),
        edges=edges or predictions is None,
        jobs=jobs or os.cpu_count() or 1,
        seed=seed,
        split=split,
        kind=kind.value,
    )
    if predictions is None:
        source = open_model_scorer(model, threads, dataset.labels, head, crop, threshold)
    else:
        source = open_maps_scorer(predictions, everything, threshold)
    page = plan_page(report, robustness, source, crop) if report is not None else None
    unit = "pictures" if predictions is None else "maps"
    with progress("evaluate", len(dataset.items), unit) as told:
        found = source.score(dataset, settings, lambda: told.advance(1))
    tell_failures(found.unscored, len(found.pictures))
    if as_json and found.unknown_categories:
        names = ", ".join(found.unknown_categories)
        print(f"roadeye: no category of KITTI Road, scored as named: {names}", file=sys.stderr)
    if page is not None:
        page.write(found, dataset, data)
    if as_json:
        print(to_json(found))
    else:
        show(found)
    if page is not None:
        print(f"wrote {page.path}", file=sys.stderr)
    raise typer.Exit(1 if found.unscored else 0)


def _require_no_network(model: str, head: object, crop: str | None) -> None:
    from roadeye.errors import InputError
    from roadeye.model.engine import BUNDLED

    given = {"--model": model != BUNDLED, "--head": head is not None, "--crop": bool(crop)}
    if names := [name for name, is_given in given.items() if is_given]:
        raise InputError(
            f"--predictions scores maps that are there already: {' and '.join(names)} would change "
            "nothing; leave out one or the other."
        )


def tell_failures(failures: "Sequence[UnscoredPicture]", scored: int) -> None:
    """Name on stderr what could not be scored, and over how many pictures the scores are."""
    for failure in failures:
        print(f"roadeye: {failure.name}: {failure.reason}", file=sys.stderr)
    if failures:
        print(
            f"roadeye: the scores are over {scored} of {scored + len(failures)} pictures only.",
            file=sys.stderr,
        )
