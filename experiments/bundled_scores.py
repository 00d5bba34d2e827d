"""Score the model in the package on every split that it has not seen; the tables of the README.

    python experiments/bundled_scores.py DATA SCENES [-o scores.json]

DATA holds kitti-road, camvid and idd-lite; SCENES holds scenes-kitti and scenes-dashcam, drawn as
`recipes/bundled.toml` says.
"""

import argparse
from pathlib import Path

import msgspec

from roadeye.data.layouts import open_dataset
from roadeye.data.split import select
from roadeye.evaluation import Settings, evaluate
from roadeye.io.atomic import write_text
from roadeye.predict import Segmenter
from roadeye.runtime.model import BUNDLED, open_suited

THREADS = 2
SPLITS = Path(__file__).parent / "splits"
RANDOM, DRIVES = SPLITS / "kitti-random10-seed123.json", SPLITS / "kitti-by-drive.json"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("scenes", type=Path)
    parser.add_argument("-o", "--out", type=Path)
    given = parser.parse_args()
    rows = [
        ("KITTI Road, random 10 %", given.data / "kitti-road", f"{RANDOM}:val"),
        ("KITTI Road, by drive", given.data / "kitti-road", f"{DRIVES}:val"),
        ("CamVid, its val", given.data / "camvid", "val"),
        ("IDD-Lite, a tenth of its drives", given.data / "idd-lite", "val"),
        ("drawn scenes, KITTI's camera", given.scenes / "scenes-kitti", "val"),
        ("drawn scenes, a dash camera", given.scenes / "scenes-dashcam", "val"),
    ]
    table = {}
    print(
        "| pictures never trained on | n | IoU | F | MaxF | AP | ECE |\n|---|---|---|---|---|---|---|"
    )
    for name, root, split in rows:
        dataset = select(open_dataset(root), split)
        runner = open_suited(BUNDLED, THREADS, dataset.meaning)
        settings = Settings(threshold=runner.output.threshold)
        report = evaluate(Segmenter(runner).probability, dataset, settings)
        score = report.scores["all"]
        table[name] = score
        low, high = report.intervals["all"]["iou"]
        print(
            f"| {name} | {len(report.rows)} | {score.iou:.3f} ({low:.3f} to {high:.3f}) "
            f"| {score.f:.3f} | {score.maxf:.3f} | {score.ap:.3f} | {score.ece:.4f} |"
        )
    if given.out:
        write_text(given.out, msgspec.json.format(msgspec.json.encode(table)).decode() + "\n")


if __name__ == "__main__":
    main()
