"""What `roadeye data` tells while it works, and in the end."""

from pathlib import Path

from roadeye.cli.progress import progress
from roadeye.data.check import CheckReport, plan_check, run_check
from roadeye.data.teachable import Predict


def checked(folder: Path) -> CheckReport:
    """Check a data set under a progress bar."""
    plan = plan_check(folder)
    with progress("check", len(plan.tasks), "pictures") as told:
        return run_check(plan, lambda: told.advance(1), _predict(len(plan.items)))


def _predict(labelled: int) -> Predict | None:
    """Return what the bundled model sees in a picture; None where there is nothing to compare."""
    if not labelled:
        return None
    import roadeye

    segmenter = roadeye.load()
    return lambda image: segmenter(image).mask
