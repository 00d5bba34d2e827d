"""`roadeye calibrate`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from roadeye.cli.options import ScoredHead, Threads
from roadeye.cli.scoring_options import AsJson, Crop, Data, IncludeTrained, Split, Verbose
from roadeye.cli.terminal import print_json, show

if TYPE_CHECKING:
    from roadeye.evaluation.calibrate import CalibrationResult


def calibrate(  # noqa: PLR0915, PLR0917  late imports, and the options there are
    model: Annotated[
        str,
        typer.Argument(
            metavar="MODEL",
            help="roadeye, roadeye-open, a model file, or the folder of a training run.",
        ),
    ],
    data: Data,
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="FILE", help="The calibrated model file.")
    ],
    head: ScoredHead = None,
    split: Split = "val",
    crop: Crop = None,
    threads: Threads = 2,
    include_trained: IncludeTrained = False,
    verbose: Verbose = False,
    as_json: AsJson = False,
) -> None:
    """Calibrate a model's confidence on labelled pictures.

    Fits a temperature and stores it in a copy of the model file. Masks change in a few pixels at
    most. Use pictures that will not score the model; pictures that trained it are left out. A
    temperature that makes the calibration worse is not stored.
    """
    from dataclasses import asdict

    from roadeye.cli.datasets import open_labelled
    from roadeye.cli.progress import progress
    from roadeye.cli.scorers import open_model_scorer
    from roadeye.cli.trained import leave_out_trained
    from roadeye.cli.unscored import tell_unscored
    from roadeye.data.split import select
    from roadeye.errors import OutputError
    from roadeye.evaluation.calibrate import calibrate as fit
    from roadeye.io.outputs import make_folder
    from roadeye.model.engine import model_path, rewrite_spec

    source = model_path(model)
    if out.exists() and out.samefile(source):
        raise OutputError(f"-o {out} is the model itself; give the calibrated one another name.")
    if out.suffix != source.suffix:
        raise OutputError(
            f"-o {out} would not open as a model: give a name that ends in {source.suffix}."
        )
    make_folder(out.parent)
    dataset = select(open_labelled(data), split)
    scorer = open_model_scorer(model, threads, dataset.labels, head, crop)
    segmenter = scorer.segmenter
    if segmenter is None:
        raise TypeError("only a model can be calibrated")
    dataset, trained = leave_out_trained(
        dataset, [scorer], threads, include_trained=include_trained
    )
    with progress("calibrate", None, "pictures") as told:
        found = fit(segmenter, dataset, lambda: told.advance(1))
    tell_unscored(found.unscored, found.images, verbose=verbose)
    rewrite_spec(source, out, segmenter.spec.with_head(found.head))
    if as_json:
        told_json = {"model": str(out), "split": split, "images": found.images}
        told_json |= {"head": segmenter.head.name or None, "trained_on_these": trained[0]}
        told_json["licence"] = segmenter.spec.licence
        told_json |= {"before": asdict(found.before), "after": asdict(found.after)}
        told_json["failed"] = [asdict(one) for one in found.unscored]
        print_json(told_json)
    else:
        named = f", head {segmenter.head.name}" if segmenter.head.name else ""
        show(f"{found.images} pictures of {data} ({split}){named}")
        _show_scores(found)
        show(f"wrote {out}; measure its ECE on other pictures: roadeye evaluate DATA --model {out}")
    raise typer.Exit(1 if found.unscored else 0)


def _show_scores(found: "CalibrationResult") -> None:
    print("         temperature  threshold     ECE   Brier     NLL")
    for name, one in (("before", found.before), ("after", found.after)):
        print(
            f"{name:6}   {one.temperature:11.3f}  {one.threshold:9.3f}  {one.ece:6.4f}  "
            f"{one.brier:6.4f}  {one.nll:6.4f}"
        )
