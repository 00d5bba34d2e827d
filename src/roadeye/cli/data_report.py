"""Check a data set under a progress bar, beside what a model sees in it."""

from pathlib import Path

from roadeye.cli.progress import progress
from roadeye.cli.terminal import say
from roadeye.data.check import CheckReport, plan_check, run_check
from roadeye.data.teachable import Predict
from roadeye.errors import RoadeyeError
from roadeye.model.engine import BUNDLED


def checked(folder: Path, model: str = BUNDLED) -> CheckReport:
    """Check a data set under a progress bar, and compare a few labels with a model.

    Raises:
        InputError: The layout is not known, or there is no picture at all.
        ModelError: The model cannot be opened, and it is not the default one.
    """
    plan = plan_check(folder)
    predict = _predict(model) if plan.items else None
    with progress("check", len(plan.tasks), "pictures") as shown:
        return run_check(plan, lambda: shown.advance(1), predict)


def _predict(model: str) -> Predict | None:
    """Return what a model sees in a picture; None where the default one cannot be opened."""
    import roadeye

    try:
        segmenter = roadeye.load(model)
    except RoadeyeError as error:
        if model != BUNDLED:
            raise
        say(f"the labels are not compared with a model: {error}")
        return None
    return lambda image: segmenter(image).mask
