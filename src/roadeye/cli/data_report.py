"""Check a data set under a progress bar, beside what the default model sees in it."""

from pathlib import Path

from roadeye.cli.progress import progress
from roadeye.cli.terminal import say
from roadeye.data.check import CheckReport, plan_check, run_check
from roadeye.data.teachable import Predict
from roadeye.errors import RoadeyeError


def checked(folder: Path) -> CheckReport:
    """Check a data set under a progress bar."""
    plan = plan_check(folder)
    predict = _predict() if plan.items else None
    with progress("check", len(plan.tasks), "pictures") as shown:
        return run_check(plan, lambda: shown.advance(1), predict)


def _predict() -> Predict | None:
    """Return what the default model sees in a picture; None where it cannot be opened."""
    import roadeye

    try:
        segmenter = roadeye.load()
    except RoadeyeError as error:
        say(f"the labels are not compared with a model: {error}")
        return None
    return lambda image: segmenter(image).mask
