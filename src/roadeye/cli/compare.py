"""`roadeye compare`."""

from pathlib import Path
from typing import Annotated

import typer

from roadeye.cli.options import Device, Threads
from roadeye.cli.scoring_options import (
    AsJson,
    Data,
    IncludeTrained,
    Jobs,
    ReportFolder,
    Seed,
    Split,
    Verbose,
    ViewName,
    ViewOption,
)
from roadeye.cli.terminal import say


def compare(  # noqa: PLR0915, PLR0917  late imports, and the options there are
    a: Annotated[
        str,
        typer.Argument(
            metavar="A",
            help="roadeye, roadeye-open, a model file, the folder of a training run, or a folder of "
            "probability maps.",
        ),
    ],
    b: Annotated[str, typer.Argument(metavar="B", help="The model to compare it with.")],
    data: Data,
    split: Split = "all",
    view: ViewOption = ViewName.IMAGE,
    threads: Threads = 2,
    device: Device = "cpu",
    jobs: Jobs = 1,
    seed: Seed = 0,
    include_trained: IncludeTrained = False,
    report: ReportFolder = None,
    verbose: Verbose = False,
    as_json: AsJson = False,
) -> None:
    """Compare two models on the same pictures.

    Gives the differences in IoU, MaxF, F, AP and ECE with 95 % intervals, and the pictures on which
    the two differ most. The intervals resample whole sequences, or pictures if fewer than two
    sequences are known. Pictures that trained either model are left out.
    """
    import os
    from datetime import UTC, datetime

    from roadeye.cli.compare_table import show
    from roadeye.cli.datasets import open_labelled
    from roadeye.cli.progress import progress
    from roadeye.cli.scorers import open_maps_scorer, open_model_scorer
    from roadeye.cli.trained import leave_out_trained
    from roadeye.cli.unscored import tell_unscored
    from roadeye.data.split import select
    from roadeye.evaluation import EvaluationSettings
    from roadeye.evaluation.as_json import comparison_as_builtins
    from roadeye.evaluation.compare import compare as score
    from roadeye.evaluation.views import find_view
    from roadeye.io.atomic import write_bytes
    from roadeye.io.json_text import json_text
    from roadeye.io.outputs import make_folder
    from roadeye.model.engine import RUN_MODEL

    jobs = jobs or os.cpu_count() or 1
    everything = open_labelled(data)
    dataset = select(everything, split)
    first, second = (
        open_maps_scorer(Path(given), everything)
        if Path(given).is_dir() and not (Path(given) / RUN_MODEL).exists()
        else open_model_scorer(given, threads, dataset.labels, device=device)
        for given in (a, b)
    )
    if report is not None:
        make_folder(report)
    rest, trained = leave_out_trained(
        dataset, [first, second], jobs, include_trained=include_trained
    )
    settings = EvaluationSettings(
        view=find_view(view.value), edges=False, jobs=jobs, seed=seed, split=split
    )
    with progress("compare", 2 * len(rest.items), "pictures") as told:
        found = score(first, second, rest, settings, lambda: told.advance(1))
    tell_unscored(found.unscored, len(found.pairs), verbose=verbose)
    if report is not None:
        from roadeye.evaluation.report.comparison_page import comparison_page, draw_both
        from roadeye.evaluation.report.subject import TrainedPictures

        overlap = TrainedPictures(trained, len(dataset.items), include_trained)
        pictures = draw_both(found, rest, first.map_of, second.map_of)
        page = comparison_page(found, str(data), pictures, datetime.now(UTC), overlap)
        write_bytes(report / "index.html", page)
    if as_json:
        told_json = comparison_as_builtins(found)
        told_json["trained_on_these"] = dict(zip("ab", trained, strict=True))
        told_json["licence"] = {"a": first.licence, "b": second.licence}
        print(json_text(told_json, indent=2))
    else:
        show(found)
    if report is not None:
        say(f"wrote {report / 'index.html'}")
    raise typer.Exit(1 if found.unscored else 0)
