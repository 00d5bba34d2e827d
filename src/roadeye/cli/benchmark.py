"""`roadeye benchmark`."""

from pathlib import Path
from typing import Annotated

import typer

from roadeye.cli.extras import require
from roadeye.cli.scoring_options import AsJson, IncludeTrained, Split


def benchmark(  # noqa: PLR0917  the options are what there is to choose
    models: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="MODEL",
            help="roadeye, roadeye-open, or model files.",
            show_default="roadeye",
        ),
    ] = None,
    peers: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Also time other people's networks, in DIR.")
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            metavar="DATA", help="Labelled pictures: use these for timing, and score the IoU."
        ),
    ] = None,
    split: Split = "all",
    images: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Score only N pictures, evenly spread."),
    ] = None,
    threads: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="CPU threads.", show_default="1 and 2")
    ] = None,
    rounds: Annotated[int, typer.Option(metavar="N", min=1, help="How often to time each.")] = 7,
    include_trained: IncludeTrained = False,
    plot: Annotated[
        Path | None, typer.Option(metavar="FILE.png", help="Draw time against IoU or file size.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure time, memory, size and IoU of model files.

    Times the network alone, and the whole way from a picture to its mask. Each file and number of
    threads has its own process, and they take turns.
    """
    if plot is not None:
        require("matplotlib", "--plot", "plot")

    from dataclasses import asdict, replace

    from roadeye.cli.benchmark_pictures import labelled, timed_pictures
    from roadeye.cli.benchmark_table import show
    from roadeye.cli.progress import progress
    from roadeye.cli.terminal import print_json
    from roadeye.evaluation.speed.accuracy import iou_of
    from roadeye.evaluation.speed.measure import measure
    from roadeye.evaluation.speed.plot import write_speed_plot
    from roadeye.evaluation.speed.subject import model_subject, peer_subjects
    from roadeye.model.engine import BUNDLED

    subjects = [model_subject(model) for model in models or [BUNDLED]]
    subjects += [] if peers is None else peer_subjects(peers)
    cases = [(one, count) for one in subjects for count in ([threads] if threads else [1, 2])]
    dataset = (
        None
        if data is None
        else labelled(data, split, images, subjects, include_trained=include_trained)
    )
    with progress("benchmark", rounds * len(cases), "turns") as told:
        rows = measure(cases, timed_pictures(dataset), rounds, lambda: told.advance(1))
    if dataset is not None:
        scores = {}
        with progress("score", len(subjects) * len(dataset.items), "pictures") as told:
            for subject in subjects:
                scores[subject] = iou_of(
                    subject, threads or 2, dataset.items, dataset.labels, lambda: told.advance(1)
                )
        rows = [
            replace(row, iou=scores[subject]) for row, (subject, _) in zip(rows, cases, strict=True)
        ]
    if plot is not None:
        write_speed_plot(plot, rows)
    if as_json:
        print_json({"rows": [asdict(row) for row in rows]})
    else:
        show(rows)
