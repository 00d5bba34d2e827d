"""Check a data set in one call."""

from collections.abc import Callable
from pathlib import Path

from roadeye.data.check import CheckReport, plan_check, run_check
from roadeye.data.teachable import Predict


def check(
    root: Path, advance: Callable[[], None] = lambda: None, predict: Predict | None = None
) -> CheckReport:
    """Plan what there is to read, and read it."""
    return run_check(plan_check(root), advance, predict)
