"""What fine-tuning forgets: both models on pictures that the first one did well on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path

from roadeye.data.dataset import Dataset
from roadeye.data.detect import open_dataset
from roadeye.evaluation.compare import Difference, compare
from roadeye.evaluation.scorer import model_scorer
from roadeye.evaluation.settings import EvaluationSettings
from roadeye.export.reference import KerasEngine
from roadeye.export.trained import Trained
from roadeye.inference.segmenter import open_segmenter
from roadeye.training.datasets import Progress

DRAWN = "drawn scenes"
"""The scenes in the package, which every model here has learned the like of."""

THREADS = 2


@dataclass(frozen=True)
class Forgetting:
    """Hold the IoU of both models on a data set.

    Attributes:
        name: Name of the data set.
        pictures: Number of its pictures.
        iou: Before and after.
    """

    name: str
    pictures: int
    iou: Difference

    def __str__(self) -> str:
        """In one line, for people.

        >>> print(Forgetting("drawn scenes", 9, Difference(0.95, 0.94, (-0.02, 0.001))))
        drawn scenes: IoU 0.9500 before, 0.9400 after (-1.0 points; 95 %: -2.0 to +0.1), 9 pictures
        """
        between = ""
        if self.iou.between is not None:
            low, high = self.iou.between
            between = f"; 95 %: {100 * low:+.1f} to {100 * high:+.1f}"
        return (
            f"{self.name}: IoU {self.iou.a:.4f} before, {self.iou.b:.4f} after "
            f"({100 * self.iou.delta:+.1f} points{between}), {self.pictures} pictures"
        )


def forgetting(
    first: Trained, tuned: Path, known: Sequence[Dataset], progress: Progress
) -> tuple[Forgetting, ...]:
    """Score a model before and after fine-tuning on the drawn scenes in the package, and on more.

    Args:
        first: The network that fine-tuning started from.
        tuned: The model file that came of it.
        known: Labelled pictures of what the first network knew.
        progress: Shows the progress.

    Raises:
        InputError: Nothing of a data set can be scored.
    """
    engine = KerasEngine(first)
    with resources.as_file(resources.files("roadeye") / "demo_data") as scenes:
        drawn = open_dataset(scenes)
        named = [(DRAWN, drawn), *((dataset.root.name, dataset) for dataset in known)]
        found = []
        with progress("forgets", 2 * sum(len(one.items) for _, one in named), "pictures") as shown:
            for name, dataset in named:
                after = open_segmenter(tuned, THREADS, dataset.labels)
                before = replace(after, engine=engine)
                both = compare(
                    model_scorer("before", before),
                    model_scorer("after", after),
                    dataset,
                    EvaluationSettings(edges=False),
                    lambda: shown.advance(1),
                )
                iou = both.differences["all"]["iou"]
                found.append(Forgetting(name, len(both.pairs), iou))
    return tuple(found)
