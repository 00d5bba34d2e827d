"""Score a model, or maps that were written before, on a labelled data set."""

from roadeye.evaluate.maps import score_maps
from roadeye.evaluate.report import Report
from roadeye.evaluate.run import evaluate
from roadeye.evaluate.settings import Settings

__all__ = ["Report", "Settings", "evaluate", "score_maps"]
