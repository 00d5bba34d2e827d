"""`roadeye evaluate`."""

import typer

from roadeye.cli.on_ray import actors_on
from roadeye.cli.options import Device, Model, On, ScoredHead, Threads
from roadeye.cli.scoring_options import (
    AsJson,
    Crop,
    Data,
    Edges,
    IncludeTrained,
    Jobs,
    LabelKind,
    LabelKindOption,
    Predictions,
    ReportFolder,
    RobustnessFolder,
    Seed,
    Smooth,
    Split,
    TemporalOption,
    Threshold,
    Verbose,
    ViewName,
    ViewOption,
)
from roadeye.cli.terminal import say


def evaluate(  # noqa: PLR0915, PLR0917  late imports, and the options there are
    data: Data,
    model: Model = "roadeye",
    head: ScoredHead = None,
    split: Split = "all",
    kind: LabelKindOption = LabelKind.ROAD,
    predictions: Predictions = None,
    view: ViewOption = ViewName.IMAGE,
    threshold: Threshold = None,
    crop: Crop = None,
    threads: Threads = 2,
    device: Device = "cpu",
    on: On = None,
    jobs: Jobs = 1,
    edges: Edges = False,
    seed: Seed = 0,
    include_trained: IncludeTrained = False,
    report: ReportFolder = None,
    robustness: RobustnessFolder = None,
    temporal: TemporalOption = False,
    smooth: Smooth = None,
    verbose: Verbose = False,
    as_json: AsJson = False,
) -> None:
    """Score a model, or probability maps, on labelled pictures.

    Gives IoU, accuracy and F at one threshold, KITTI's MaxF, AP, PRE, REC, FPR and FNR, and the
    calibration error (ECE): by category and pooled, with confidence intervals. Pictures that
    trained the model are left out.
    """
    import os

    from roadeye.cli.datasets import open_labelled
    from roadeye.cli.evaluate_notes import tell_notices
    from roadeye.cli.evaluate_page import plan_page
    from roadeye.cli.evaluate_table import show
    from roadeye.cli.evaluate_video import judge, require_video_of_a_model
    from roadeye.cli.progress import progress
    from roadeye.cli.scorers import open_maps_scorer, open_model_scorer, require_no_network
    from roadeye.cli.trained import leave_out_trained
    from roadeye.cli.unscored import tell_unscored
    from roadeye.data.split import select
    from roadeye.errors import InputError
    from roadeye.evaluation import EvaluationSettings
    from roadeye.evaluation.as_json import to_json
    from roadeye.evaluation.report.subject import TrainedPictures
    from roadeye.evaluation.views import find_view

    if robustness is not None and report is None:
        raise InputError("--robustness is shown in a report; give --report DIR as well.")
    require_video_of_a_model(predictions, smooth, temporal=temporal)
    if predictions is not None:
        require_no_network(model, head, crop, on)
    actors = None if on is None else actors_on(on, None)
    jobs = jobs or os.cpu_count() or 1
    everything = open_labelled(data, kind.value)
    dataset = select(everything, split)
    if predictions is None:
        scorer = open_model_scorer(
            model, threads, dataset.labels, head, crop, threshold, device=device, actors=actors
        )
    else:
        scorer = open_maps_scorer(predictions, everything, threshold)
    page = plan_page(report, robustness, scorer, crop) if report is not None else None
    rest, trained = leave_out_trained(dataset, [scorer], jobs, include_trained=include_trained)
    settings = EvaluationSettings(
        view=find_view(view.value), edges=edges or predictions is None, jobs=jobs, seed=seed,
        split=split, kind=kind.value, trained_on_these=trained[0],
    )  # fmt: skip
    with progress("evaluate", len(rest.items), "maps" if predictions else "pictures") as told:
        found = scorer.score(rest, settings, lambda: told.advance(1))
    judged = judge(scorer, rest, found.unscored, smooth) if temporal else None
    tell_unscored(found.unscored, len(found.pictures), verbose=verbose)
    tell_notices(found, as_json=as_json)
    if as_json:
        print(to_json(found, licence=scorer.licence, **(judged.keys if judged else {})))
    else:
        show(found)
        for line in judged.lines if judged else ():
            print(line)
    if page is not None:
        overlap = TrainedPictures(trained, len(dataset.items), include_trained)
        page.write(found, rest, data, overlap)
        say(f"wrote {page.path}")
    raise typer.Exit(1 if found.unscored else 0)
