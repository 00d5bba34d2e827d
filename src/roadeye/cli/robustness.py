"""`roadeye robustness`."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from roadeye.cli.extras import require
from roadeye.cli.on_ray import actors_on
from roadeye.cli.options import Device, Model, On, ScoredHead
from roadeye.cli.scoring_options import AsJson, Data, IncludeTrained, Split, Verbose
from roadeye.cli.terminal import say


def robustness(  # noqa: PLR0915, PLR0917  late imports, and the options there are
    data: Data,
    out: Annotated[
        Path,
        typer.Option("-o", "--out", metavar="DIR", help="Folder for results; a rerun resumes."),
    ],
    model: Model = "roadeye",
    head: ScoredHead = None,
    split: Split = "all",
    images: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Use only N pictures, evenly spread.")
    ] = None,
    corruptions: Annotated[
        str, typer.Option(metavar="NAMES", help="Names or families: noise, blur, weather, digital.")
    ] = "noise,blur,weather,digital",
    severities: Annotated[str, typer.Option(metavar="LIST", help="1 (weak) to 5.")] = "1-5",
    seed: Annotated[
        int, typer.Option(min=0, metavar="N", help="Seed of the random corruptions.")
    ] = 0,
    jobs: Annotated[int, typer.Option(min=0, metavar="N", help="Processes; 0 uses all cores.")] = 0,
    on: On = None,
    device: Device = "cpu",
    include_trained: IncludeTrained = False,
    verbose: Verbose = False,
    as_json: AsJson = False,
) -> None:
    """Score a model under 15 corruptions of 5 severities.

    Retention is the mean IoU on corrupted pictures divided by the IoU on clean ones. DIR gets
    robustness.json, robustness.png and checkpoints.jsonl, from which a stopped run resumes.
    Pictures that trained the model are left out.
    """
    require("imagecorruptions", "robustness", "robustness")
    require("matplotlib", "robustness", "robustness")

    import os

    from roadeye.cli.datasets import open_labelled
    from roadeye.cli.progress import progress
    from roadeye.cli.robustness_table import show
    from roadeye.cli.scorers import open_model_scorer, open_predict
    from roadeye.cli.trained import leave_out_trained
    from roadeye.cli.unscored import lines
    from roadeye.data.dataset import spread
    from roadeye.data.split import select
    from roadeye.evaluation.robustness.checkpoint_log import open_log_of
    from roadeye.evaluation.robustness.corruptions import parse_corruptions, parse_severities
    from roadeye.evaluation.robustness.grid_point import GridKey
    from roadeye.evaluation.robustness.plan import RobustnessPlan, grid, readable
    from roadeye.evaluation.robustness.plot import write_heat_map
    from roadeye.evaluation.robustness.result import as_builtins, make_result
    from roadeye.evaluation.robustness.run import Measured, run
    from roadeye.evaluation.robustness.workers import measured
    from roadeye.io.atomic import write_bytes
    from roadeye.io.json_text import json_text
    from roadeye.model.engine import model_path

    keys = grid(parse_corruptions(corruptions), parse_severities(severities))
    actors = None if on is None else actors_on(on, jobs or None)
    jobs = jobs or os.cpu_count() or 1
    dataset = select(open_labelled(data), split)
    scorer = open_model_scorer(model, 1, dataset.labels, head, device=device)
    rest, trained = leave_out_trained(dataset, [scorer], jobs, include_trained=include_trained)
    items, unscored = readable(spread(rest.items, images))
    for line in lines(unscored, verbose=verbose):
        say(line)
    plan = RobustnessPlan(tuple(items), keys, seed, scorer.threshold)
    log = open_log_of(out / "checkpoints.jsonl", plan, model_path(model), scorer.head)
    missing = sum(key not in log.points for key in keys)
    if missing < len(keys):
        say(f"{len(keys) - missing} of {len(keys)} grid points are in the log already")
    with progress("robustness", missing * len(items), "pictures") as told:

        def done(key: GridKey) -> None:
            told.advance(1, f"{key[0]} {key[1]}")

        opened = partial(open_predict, model, dataset.labels, head, device)
        counted: Measured = partial(measured, opened, jobs=jobs)
        if actors is not None:
            from roadeye.evaluation.on_ray import measured_on_ray

            counted = measured_on_ray(opened, model, rest.root, actors)
        points = run(counted, plan, log, done)
    result = make_result(points, unscored)
    facts = {"model": model, "head": scorer.head or None, "split": split, "seed": seed}
    facts["licence"] = scorer.licence
    known = {"trained_on_these": trained[0], "trained_included": include_trained}
    text = json_text({**facts, **known, **as_builtins(result)}, indent=2).encode()
    write_bytes(out / "robustness.json", text)
    left = f"{result.retention:.3f} of the clean IoU {result.clean.iou:.3f} is left"
    write_heat_map(out / "robustness.png", result, f"{Path(model).name}: {left}")
    if as_json:
        print(text.decode())
    else:
        show(result, out)
    raise typer.Exit(1 if unscored else 0)
