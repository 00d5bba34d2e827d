"""Score what the model in the package would reach on pictures that it has not seen.

    python experiments/bundled_scores.py DATA

DATA holds kitti-road, camvid and idd-lite. The file that ships was trained on all of them, so its
the held-out models in `models/` are scored, made by the same recipe and number of steps without these pictures
(`final.py`). The table goes to stdout, the scores to `scores/bundled.json`.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import msgspec

from roadeye.data.detect import open_dataset
from roadeye.data.split import select
from roadeye.evaluation import Evaluation, EvaluationSettings
from roadeye.evaluation.scorer import model_scorer
from roadeye.inference.segmenter import open_segmenter
from roadeye.io.atomic import write_bytes

THREADS = 2
HERE = Path(__file__).parent
MODELS = HERE / "models"
SCORES = HERE / "scores" / "bundled.json"


@dataclass(frozen=True)
class Part:
    """Name pictures, and the held-out model that has not seen them."""

    name: str
    folder: str
    split: str
    held_out: str


PARTS = (
    Part("KITTI Road, random 10 %", "kitti-road", "kitti-random10-seed123.json", "random10"),
    Part("KITTI Road, whole drives", "kitti-road", "kitti-by-drive.json", "held-out"),
    Part("CamVid, its val clip", "camvid", "val", "held-out"),
    Part("IDD-Lite, a tenth of its drives", "idd-lite", "val", "held-out"),
)


def measure(part: Part, data: Path) -> Evaluation:
    """Score a held-out model on what it has not seen."""
    named = f"{HERE / 'splits' / part.split}:val" if part.split.endswith(".json") else part.split
    dataset = select(open_dataset(data / part.folder), named)
    segmenter = open_segmenter(MODELS / f"roadeye-{part.held_out}.tflite", THREADS, dataset.labels)
    return model_scorer(part.held_out, segmenter).score(dataset, EvaluationSettings(), lambda: None)


def main() -> None:
    """Print the table and keep the scores."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    given = parser.parse_args()
    print("| pictures never trained on | n | IoU (95 % interval) | F | MaxF | AP | ECE |")
    print("|---|---|---|---|---|---|---|")
    kept = {}
    for part in PARTS:
        report = measure(part, given.data)
        score = kept[part.name] = report.scores["all"]
        low, high = report.intervals["all"]["iou"]
        print(
            f"| {part.name} | {len(report.pictures)} | {score.iou:.3f} ({low:.3f} to {high:.3f}) "
            f"| {score.f:.3f} | {score.maxf:.3f} | {score.ap:.3f} | {score.ece:.4f} |",
            flush=True,
        )
    write_bytes(SCORES, msgspec.json.format(msgspec.json.encode(kept)) + b"\n")


if __name__ == "__main__":
    main()
