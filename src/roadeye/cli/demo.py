"""`roadeye demo`."""

from importlib import resources
from pathlib import Path
from typing import Annotated

import typer

from roadeye.cli import terminal

THREADS = 2


def demo(
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="OUT", help="Folder for the results.")
    ] = Path("roadeye_demo"),
) -> None:
    """Try roadeye on drawn scenes and a drive in the package.

    Writes overlays, masks, probability maps and a video, and prints the scores. No model was
    trained on these scenes.
    """
    from roadeye.cli.evaluate_table import show
    from roadeye.cli.predict_call import run
    from roadeye.cli.predict_settings import Call
    from roadeye.cli.progress import progress
    from roadeye.cli.scorers import open_model_scorer
    from roadeye.data.detect import open_dataset
    from roadeye.evaluation import EvaluationSettings
    from roadeye.inference.jobs import Existing
    from roadeye.model.engine import BUNDLED

    with resources.as_file(resources.files("roadeye") / "demo_data") as scenes:
        sources = (str(scenes / "training" / "image_2"), str(scenes / "drive.mp4"))
        code = run(Call(sources=sources, out=str(out), existing=Existing.OVERWRITE))
        dataset = open_dataset(scenes)
        source = open_model_scorer(BUNDLED, THREADS, dataset.labels)
        with progress("evaluate", len(dataset.items), "pictures") as told:
            report = source.score(dataset, EvaluationSettings(), lambda: told.advance(1))
    show(report)
    terminal.show(f"overlays, masks and probability maps of {len(dataset.items)} pictures: {out}/")
    terminal.show(f"video of a drive: {out / 'drive.mp4'}")
    raise typer.Exit(code)
