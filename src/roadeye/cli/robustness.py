"""`roadeye robustness`."""

import os
import sys
from functools import partial
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from roadeye.cli.extras import require
from roadeye.cli.options import ScoredHead
from roadeye.io.digest import sha256_of

if TYPE_CHECKING:
    from roadeye.evaluation.robustness.result import RobustnessResult
    from roadeye.evaluation.robustness.workers import Predict


def robustness(  # noqa: PLR0915, PLR0917  the options are what there is to choose
    data: Annotated[Path, typer.Argument(metavar="DATA", help="Folder of a labelled data set.")],
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="DIR", help="Folder for results; goes on there.")
    ],
    model: Annotated[
        str, typer.Option("--model", metavar="MODEL", help="A model file, or bundled.")
    ] = "roadeye",
    head: ScoredHead = None,
    split: Annotated[
        str, typer.Option(metavar="S", help="train, val, test, all, or a JSON file of names.")
    ] = "all",
    images: Annotated[
        int | None, typer.Option(min=1, help="Only so many pictures, evenly spread.")
    ] = None,
    corruptions: Annotated[
        str, typer.Option(metavar="NAMES", help="Names or families: noise, blur, weather, digital.")
    ] = "noise,blur,weather,digital",
    severities: Annotated[str, typer.Option(metavar="LIST", help="1 (weak) to 5.")] = "1-5",
    seed: Annotated[int, typer.Option(min=0, help="Seed of the random corruptions.")] = 0,
    jobs: Annotated[int, typer.Option(min=0, help="Processes; 0 takes all cores.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Score a model under 15 common corruptions of 5 severities.

    Retention is the mean IoU of the corrupted pictures divided by that of the clean ones. DIR gets
    robustness.json, robustness.png and checkpoints.jsonl, from which a stopped run goes on.
    """
    require("imagecorruptions", "robustness", "robustness")
    require("matplotlib", "robustness", "robustness")

    from roadeye.cli.progress import progress
    from roadeye.data.detect import open_dataset
    from roadeye.data.split import select
    from roadeye.evaluation.robustness.checkpoint_log import (
        RunIdentity,
        digest,
        open_checkpoint_log,
    )
    from roadeye.evaluation.robustness.corruptions import parse_corruptions, parse_severities
    from roadeye.evaluation.robustness.grid_point import CLEAN_KEY, GridKey
    from roadeye.evaluation.robustness.plot import write_heat_map
    from roadeye.evaluation.robustness.result import make_result
    from roadeye.evaluation.robustness.run import RobustnessPlan, readable, run, spread
    from roadeye.inference.segmenter import open_segmenter
    from roadeye.io.atomic import write_bytes
    from roadeye.model.engine import model_path

    names, grades = parse_corruptions(corruptions), parse_severities(severities)
    dataset = select(open_dataset(data), split)
    items, failures = readable(spread(dataset.items, images))
    keys = (CLEAN_KEY, *((name, grade) for name in names for grade in grades))
    used = open_segmenter(model, 1, dataset.labels, head).head
    plan = RobustnessPlan(tuple(items), keys, seed, used.threshold)
    for failure in failures:
        print(f"roadeye: left out: {failure.name}: {failure.reason}", file=sys.stderr)
    model_hash = sha256_of(model_path(model))
    log = open_checkpoint_log(
        out / "checkpoints.jsonl",
        RunIdentity(model_hash, used.name, digest(items), len(items), plan.threshold, seed),
    )
    missing = sum(key not in log.points for key in keys)
    if missing < len(keys):
        print(
            f"roadeye: {len(keys) - missing} of {len(keys)} grid points are in the log already",
            file=sys.stderr,
        )
    with progress("robustness", missing * len(items), "pictures") as told:

        def done(key: GridKey) -> None:
            told.advance(1, f"{key[0]} {key[1]}")

        points = run(
            partial(open_model, model, dataset.labels, head),
            plan,
            log,
            jobs or os.cpu_count() or 1,
            done,
        )
    result = make_result(points, failures)
    text = _json(result, model, used.name, split, seed)
    write_bytes(out / "robustness.json", text)
    write_heat_map(
        out / "robustness.png",
        result,
        f"{Path(model).name}: {result.retention:.3f} of the clean IoU {result.clean.iou:.3f} is left",
    )
    if as_json:
        print(text.decode())
    else:
        _show(result, out)
    if failures:
        raise typer.Exit(1)


def open_model(model: str, labels: str, head: str | None) -> "Predict":
    """Open a model in a worker process, on one thread: the processes share the cores."""
    from roadeye.inference.segmenter import open_segmenter

    return open_segmenter(model, 1, labels, head).probability


def _json(result: "RobustnessResult", model: str, head: str, split: str, seed: int) -> bytes:
    from roadeye.evaluation.robustness.result import as_builtins
    from roadeye.io.json_text import json_text

    told = {
        "model": model,
        "head": head or None,
        "split": split,
        "seed": seed,
        **as_builtins(result),
    }
    return json_text(told, indent=2).encode()


def _show(result: "RobustnessResult", out: Path) -> None:
    from rich.console import Console
    from rich.table import Table

    from roadeye.evaluation.robustness.corruptions import COMMON

    rows = result.rows()
    severities = sorted({point.severity for point in result.points})
    table = Table(box=None, padding=(0, 1, 0, 0))
    table.add_column("IoU, % at severity", no_wrap=True)
    for heading in (*map(str, severities), "kept", "MaxF", "ECE"):
        table.add_column(heading, justify="right", no_wrap=True)
    clean = result.clean
    table.add_row(
        "clean",
        *[_percent(clean.iou)] * len(severities),
        "",
        *map(_percent, (clean.maxf, clean.ece)),
    )
    for name, row in rows.items():
        means = (
            sum(getattr(point, score) for point in row) / len(row)
            for score in ("retention", "maxf", "ece")
        )
        table.add_row(name, *(_percent(point.iou) for point in row), *map(_percent, means))
    console = Console(width=80, highlight=False)
    console.print(table)
    of = "" if len(rows) == len(COMMON) else f" ({len(rows)} of {len(COMMON)} corruptions)"
    left_out = f", {len(result.unscored)} left out" if result.unscored else ""
    print(f"{result.images} pictures{left_out}; IoU at the model's threshold, MaxF at its best one")
    print(
        f"retention{of}: IoU {_percent(result.retention)} %, MaxF "
        f"{_percent(result.maxf_retention)} %; ECE {_percent(clean.ece)} % clean, "
        f"{_percent(result.ece)} % corrupted"
    )
    worst = ", ".join(
        f"{point.corruption} {point.severity} ({_percent(point.iou)})" for point in result.worst
    )
    console.print(f"worst: {worst}", markup=False)
    print(f"{out / 'robustness.png'}, {out / 'robustness.json'}")


def _percent(value: float) -> str:
    return "–" if isnan(value) else f"{100 * value:.2f}"
