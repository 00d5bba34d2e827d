"""Score a model, or probability maps, on a labelled data set."""

from roadeye.evaluation.evaluate import evaluate
from roadeye.evaluation.maps import score_maps
from roadeye.evaluation.result import Evaluation
from roadeye.evaluation.settings import EvaluationSettings

__all__ = ["Evaluation", "EvaluationSettings", "evaluate", "score_maps"]
