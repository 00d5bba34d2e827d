"""Score a model, or maps that were written before, on a labelled data set."""

from roadeye.evaluation.evaluate import evaluate
from roadeye.evaluation.maps import score_maps
from roadeye.evaluation.result import Report
from roadeye.evaluation.settings import Settings

__all__ = ["Report", "Settings", "evaluate", "score_maps"]
