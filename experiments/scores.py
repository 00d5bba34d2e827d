"""Score the models of the package, by held-out models made like them, on pictures they never saw.

    python -m experiments.scores DATA [--models DIR] [-o scores.json]

The `roadeye` that ships was trained on all sets. Each of its figures is of the model of the same
recipe and number of steps that was trained without these pictures. `roadeye-open` is scored
itself: it saw none of the sets but campus-robot, and not these walks. What a model has trained on
is left out by its fingerprints, as `evaluate` does.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import msgspec

import roadeye
from roadeye.arrays import Image, Probability
from roadeye.data.dataset import Dataset
from roadeye.data.detect import open_dataset
from roadeye.data.split import select
from roadeye.evaluation import Evaluation, EvaluationSettings, evaluate
from roadeye.evaluation.accumulator import Scores
from roadeye.evaluation.overlap import hash_pictures, overlap, without
from roadeye.inference.segmenter import open_segmenter
from roadeye.io.atomic import write_bytes

THREADS = 2
HERE = Path(__file__).parent
SPLITS = HERE / "splits"
MODELS = HERE / "models"

HELD_OUT = "roadeye-held-out.tflite"
PACKAGE = Path(roadeye.__file__).parent / "models"

HEAD_OF_TABLE = (
    "| pictures never trained on | model | n | IoU (95 % interval) | F | MaxF | AP | ECE |",
    "|---|---|---|---|---|---|---|---|",
)


@dataclass(frozen=True)
class ScoredSet:
    """Name pictures that the scored models have not seen.

    Attributes:
        name: For people.
        folder: Below DATA.
        split: Which of its pictures.
        labels: What its labels mean by road, where its layout does not tell.
        grey: Whether grey copies are scored.
    """

    name: str
    folder: str
    split: str
    labels: str = ""
    grey: bool = False


SETS = (
    ScoredSet("KITTI Road, random 10 %", "kitti-road", "kitti-random10-seed123.json:val"),
    ScoredSet("KITTI Road, whole drives", "kitti-road", "kitti-by-drive.json:val"),
    ScoredSet("the same in grey", "kitti-road", "kitti-by-drive.json:val", grey=True),
    ScoredSet("CamVid, its val clip", "camvid", "val"),
    ScoredSet("IDD-Lite, a tenth of its drives", "idd-lite", "val"),
    ScoredSet("street-view, whole towns", "street-view", "street-view-by-town.json:val"),
    ScoredSet("campus-robot, whole walks", "campus-robot", "campus-robot-by-walk.json:val",
              labels="drivable"),
)  # fmt: skip


def pictures(one: ScoredSet, data: Path) -> Dataset:
    """Return the labelled pictures of a set."""
    split = f"{SPLITS / one.split}" if ".json" in one.split else one.split
    dataset = select(open_dataset(data / one.folder), split)
    return replace(dataset, labels=one.labels or dataset.labels)


def ours(models: Path) -> dict[str, Path]:
    """Return our models that are scored, by the name of the model that they stand for."""
    made = models / "roadeye-open-held-out.tflite"  # beside the others before it is installed
    files = {
        "roadeye": models / HELD_OUT,
        "roadeye-open": made if made.exists() else PACKAGE / "roadeye-open.tflite",
    }
    return {name: file for name, file in files.items() if file.exists()}


def measure(one: ScoredSet, dataset: Dataset, model: Path) -> Evaluation:
    """Score a model file on a set, without pictures that trained it, of which there should be none."""
    segmenter = open_segmenter(model, THREADS, dataset.labels)
    spec, head = segmenter.spec, segmenter.head
    trained = overlap(hash_pictures(dataset, THREADS), spec.fingerprints)
    predict = greyed(segmenter.probability) if one.grey else segmenter.probability
    settings = EvaluationSettings(model=spec.name, threshold=head.threshold, head=head.name)
    return evaluate(predict, without(dataset, trained), settings)


def line_of(one: ScoredSet, name: str, report: Evaluation) -> str:
    """Return a row of the table."""
    score = report.scores["all"]
    low, high = report.intervals["all"]["iou"]
    return (
        f"| {one.name} | {name} | {len(report.pictures)} | {score.iou:.3f} ({low:.3f} to {high:.3f}) "
        f"| {score.f:.3f} | {score.maxf:.3f} | {score.ap:.3f} | {score.ece:.4f} |"
    )


def greyed(predict: Callable[[Image], Probability]) -> Callable[[Image], Probability]:
    """Return what predicts from the brightness alone, as a grey camera gives it."""

    def predicted(image: Image) -> Probability:
        grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
        return predict(cv2.merge([grey, grey, grey]).astype(image.dtype))

    return predicted


def main() -> None:
    """Print the table and keep the scores."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--models", type=Path, default=MODELS, help="folder of held-out models")
    parser.add_argument("-o", dest="out", type=Path, help="JSON file")
    given = parser.parse_args()
    print("\n".join(HEAD_OF_TABLE))
    kept: dict[str, dict[str, Scores]] = {}
    for one in SETS:
        dataset = pictures(one, given.data)
        for name, file in ours(given.models).items():
            report = measure(one, dataset, file)
            kept.setdefault(name, {})[one.name] = report.scores["all"]
            print(line_of(one, name, report), flush=True)
    if given.out:
        write_bytes(given.out, msgspec.json.format(msgspec.json.encode(kept)) + b"\n")


if __name__ == "__main__":
    main()
