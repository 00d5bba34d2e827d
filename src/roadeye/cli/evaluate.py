"""`roadeye evaluate`."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from roadeye.data.sample import Dataset
    from roadeye.evaluation import Report, Settings


class Kind(StrEnum):
    """What labels mark."""

    ROAD = "road"
    LANE = "lane"


def evaluate(  # noqa: PLR0917  the options are what there is to choose
    data: Annotated[Path, typer.Argument(metavar="DATA", help="Folder of a labelled data set.")],
    model: Annotated[
        str, typer.Option("--model", metavar="MODEL", help="A model file, or bundled.")
    ] = "bundled",
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
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Score a model, or maps that were written before, on a labelled data set.

    Gives IoU, accuracy and F at one threshold, KITTI's MaxF, AP, PRE, REC, FPR and FNR, and the
    calibration error, by category and pooled, with confidence intervals.
    """
    import os
    import sys

    from roadeye.cli.evaluate_table import show
    from roadeye.data.layouts import open_dataset
    from roadeye.data.split import select
    from roadeye.evaluation import Settings
    from roadeye.evaluation.as_json import to_json
    from roadeye.evaluation.views import find_view

    everything = open_dataset(data, kind.value)
    dataset = select(everything, split)
    settings = Settings(
        view=find_view(view),
        edges=edges or predictions is None,
        jobs=jobs or os.cpu_count() or 1,
        seed=seed,
        split=split,
        kind=kind.value,
    )
    if predictions is None:
        report = _model(dataset, settings, model, threshold, crop, threads)
    else:
        report = _maps(dataset, everything, settings, predictions, threshold)
    for failure in report.failures:
        print(f"roadeye: {failure.name}: {failure.why}", file=sys.stderr)
    if report.failures:
        asked = len(dataset.items)
        print(
            f"roadeye: the scores are over {len(report.rows)} of {asked} pictures only.",
            file=sys.stderr,
        )
    if as_json:
        print(to_json(report))
    else:
        show(report)
    raise typer.Exit(1 if report.failures else 0)


def _model(
    dataset: "Dataset",
    settings: "Settings",
    model: str,
    threshold: float | None,
    crop: str | None,
    threads: int,
) -> "Report":
    from dataclasses import replace

    from roadeye.cli.progress import progress
    from roadeye.evaluation import evaluate as score
    from roadeye.predict import Segmenter
    from roadeye.runtime.model import open_model
    from roadeye.transforms.crop import parse_rows

    runner = open_model(model, threads)
    segmenter = Segmenter(runner, rows=parse_rows(crop) if crop else None)
    own = runner.spec.threshold if threshold is None else threshold
    how = replace(settings, model=model, threshold=own)
    with progress("evaluate", len(dataset.items), "pictures") as told:
        return score(segmenter.probability, dataset, how, lambda: told.advance(1))


def _maps(
    dataset: "Dataset",
    everything: "Dataset",
    settings: "Settings",
    folder: Path,
    threshold: float | None,
) -> "Report":
    import sys
    from dataclasses import replace

    from roadeye.cli.progress import progress
    from roadeye.evaluation import score_maps
    from roadeye.evaluation.maps import find_maps

    found = find_maps(folder, everything)
    if found.extra:
        shown = ", ".join(found.extra[:10]) + (", …" if len(found.extra) > 10 else "")
        print(
            f"roadeye: {len(found.extra)} files in {folder} are the map of no picture: {shown}",
            file=sys.stderr,
        )
    how = replace(settings, predictions=str(folder))
    if threshold is not None:
        how = replace(how, threshold=threshold)
    with progress("evaluate", len(dataset.items), "maps") as told:
        return score_maps(found.files, dataset, how, lambda: told.advance(1))
