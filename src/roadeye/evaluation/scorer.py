"""What is scored: a model, or probability maps that were written before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from roadeye.data.dataset import Dataset, Item
from roadeye.evaluation.accumulator import ProbabilityMap
from roadeye.evaluation.evaluate import evaluate
from roadeye.evaluation.maps import require_map, score_maps
from roadeye.evaluation.result import Evaluation
from roadeye.evaluation.settings import EvaluationSettings
from roadeye.heads import LabelHead
from roadeye.inference.segmenter import Segmenter
from roadeye.io.images import read_gray, read_image

Done: TypeAlias = Callable[[], None]
Score: TypeAlias = Callable[[Dataset, EvaluationSettings, Done], Evaluation]


@dataclass(frozen=True)
class Scorer:
    """Describe what is scored.

    Attributes:
        name: The model or the folder of maps, as it was given.
        threshold: A pixel is road where its probability is at least this.
        score: Scores a data set at that threshold; called for each picture when it is done.
        map_of: Gives the map of one picture again; raises `InputError` where it has none.
        segmenter: The model; None where there are only maps.
    """

    name: str
    threshold: float
    score: Score
    map_of: Callable[[Item], ProbabilityMap]
    segmenter: Segmenter | None = None

    @property
    def head(self) -> LabelHead:
        """The head that is scored; empty where it has no name, or where there are only maps."""
        return "" if self.segmenter is None else self.segmenter.head.name

    @property
    def licence(self) -> str | None:
        """The licence of the model; None where there are only maps."""
        return None if self.segmenter is None else self.segmenter.spec.licence

    @property
    def fingerprints(self) -> bytes:
        """The fingerprints of the pictures that trained the model; empty where not known."""
        return b"" if self.segmenter is None else self.segmenter.spec.fingerprints


def model_scorer(name: str, segmenter: Segmenter) -> Scorer:
    """Return the scorer of a model, at the threshold that it uses."""

    def score(dataset: Dataset, settings: EvaluationSettings, done: Done) -> Evaluation:
        how = settings_for(name, segmenter, settings)
        return evaluate(segmenter.probability, dataset, how, done)

    def map_of(item: Item) -> ProbabilityMap:
        return segmenter.probability(read_image(item.image))

    return Scorer(name, segmenter.used_threshold, score, map_of, segmenter)


def settings_for(
    name: str, segmenter: Segmenter, settings: EvaluationSettings
) -> EvaluationSettings:
    """Return settings with what a model says: its threshold, its head, the rows that it sees."""
    return replace(
        settings,
        model=name,
        predictions=None,
        threshold=segmenter.used_threshold,
        head=segmenter.head.name,
        rows=segmenter.rows,
    )


def maps_scorer(name: str, files: Mapping[str, Path], threshold: float = 0.5) -> Scorer:
    """Return the scorer of probability maps that were written before.

    Args:
        name: Their folder.
        files: The map of each item by the item's name.
        threshold: A pixel is road where its probability is at least this.
    """

    def score(dataset: Dataset, settings: EvaluationSettings, done: Done) -> Evaluation:
        how = replace(settings, model=None, predictions=name, threshold=threshold)
        return score_maps(files, dataset, how, done)

    def map_of(item: Item) -> ProbabilityMap:
        return read_gray(require_map(files, item))

    return Scorer(name, threshold, score, map_of)
