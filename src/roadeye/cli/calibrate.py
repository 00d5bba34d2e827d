"""`roadeye calibrate`."""

from pathlib import Path
from typing import Annotated

import typer

from roadeye.cli.options import ScoredHead


def calibrate(  # noqa: PLR0917  the options are what there is to choose
    model: Annotated[
        str, typer.Argument(metavar="MODEL", help="A model file, a run folder, or roadeye.")
    ],
    data: Annotated[Path, typer.Argument(metavar="DATA", help="Folder of a labelled data set.")],
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="MODEL2", help="The calibrated model file.")
    ],
    head: ScoredHead = None,
    split: Annotated[
        str,
        typer.Option(metavar="S", help="train, val, test, all, or a JSON file of names."),
    ] = "val",
    crop: Annotated[
        str | None, typer.Option(metavar="TOP,BOTTOM", help="Rows the network shall see.")
    ] = None,
    threads: Annotated[int, typer.Option(min=1, help="CPU threads of the network.")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Make a model as sure as it is right: fit a temperature and store it in the model file.

    The masks stay as they are but for a few pixels at edges; the probabilities become honest. Use pictures that neither trained
    the model nor will score it.
    """
    from dataclasses import asdict

    import msgspec

    from roadeye.cli.progress import progress
    from roadeye.data.detect import open_dataset
    from roadeye.data.split import select
    from roadeye.errors import OutputError
    from roadeye.evaluation.calibrate import calibrate as fit
    from roadeye.inference.crop import parse_rows
    from roadeye.inference.segmenter import open_segmenter
    from roadeye.io.outputs import make_folder
    from roadeye.model.engine import model_path
    from roadeye.model.litert import rewrite_spec

    source = model_path(model)
    if out.exists() and out.samefile(source):
        raise OutputError(f"-o {out} is the model itself; give the calibrated one another name.")
    if out.suffix != ".tflite":
        raise OutputError(f"-o {out} would not open as a model: give a name that ends in .tflite.")
    make_folder(out.parent)
    dataset = select(open_dataset(data), split)
    rows = parse_rows(crop) if crop else None
    segmenter = open_segmenter(model, threads, dataset.labels, head, rows=rows)
    with progress("calibrate", None, "pictures") as told:
        found = fit(segmenter, dataset, lambda: told.advance(1))
    rewrite_spec(source, out, segmenter.spec.with_head(found.head))
    if as_json:
        result = {"model": str(out), "split": split, "images": len(dataset.items)}
        result["head"] = segmenter.head.name or None
        fits = {"before": asdict(found.before), "after": asdict(found.after)}
        print(msgspec.json.encode({**result, **fits}).decode())
        return
    named = f", head {segmenter.head.name}" if segmenter.head.name else ""
    print(f"{len(dataset.items)} pictures of {data} ({split}){named}")
    print("         temperature  threshold     ECE   Brier     NLL")
    for name, one in (("before", found.before), ("after", found.after)):
        print(
            f"{name:6}   {one.temperature:11.3f}  {one.threshold:9.3f}  {one.ece:6.4f}  "
            f"{one.brier:6.4f}  {one.nll:6.4f}"
        )
    print(f"wrote {out}; measure its ECE on other pictures: roadeye evaluate DATA --model {out}")
