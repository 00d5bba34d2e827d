"""How to score."""

from dataclasses import dataclass

from roadeye.evaluation.views import IMAGE, View
from roadeye.heads import LabelHead
from roadeye.inference.crop import Rows
from roadeye.metrics.threshold import require_threshold


@dataclass(frozen=True)
class EvaluationSettings:
    """Say how to score.

    Attributes:
        threshold: A pixel is road where its probability is at least this.
        view: The view that is scored.
        edges: Whether to look at the calibration near road edges on its own as well.
        rows: The rows that the network saw; in the others nothing is road, and they do not count
            in the calibration. None means all.
        jobs: Number of pictures that are read at once.
        seed: Chooses the resamples of the confidence intervals.
        model: Name of the model, for the report; None where maps are scored.
        predictions: Folder of the maps, for the report; None where a model is scored.
        head: The head of the model that was scored, for the report; empty where
            it has no name.
        split: Name of the split, for the report.
        kind: What the labels mark, `"road"` or `"lane"`, for the report.
        trained_on_these: How many of the pictures that were asked for trained the model, for the
            report; None where that is not known.

    Raises:
        InputError: The threshold is NaN or lies outside [0, 1].
    """

    threshold: float = 0.5
    view: View = IMAGE
    edges: bool = True
    rows: Rows | None = None
    jobs: int = 1
    seed: int = 0
    model: str | None = None
    predictions: str | None = None
    head: LabelHead = ""
    split: str = "all"
    kind: str = "road"
    trained_on_these: int | None = None

    def __post_init__(self) -> None:
        require_threshold(self.threshold)
