"""The protocol of the project that roadeye succeeds, to the letter, and what its label cost.

    python experiments/original.py KITTI RUNS [--labels original] [--epochs 40]

Pictures lose their first 50 rows and are squeezed to 160×576 as they were then. `original` labels
count as road whatever is not exactly red, black pixels (which KITTI leaves out) included; `right`
labels leave these out. Both networks are then scored twice: as they were trained, and at full
resolution on KITTI's own labels. A run that was stopped goes on.
"""

import argparse
from pathlib import Path

import cv2
import msgspec
import numpy as np
from rows import train

from roadeye.arrays import Image, Mask, Probability
from roadeye.data.layouts import open_dataset
from roadeye.data.load import load
from roadeye.data.split import select
from roadeye.evaluation import Settings, evaluate
from roadeye.io.atomic import write_bytes
from roadeye.io.image import read_unchanged, write_png
from roadeye.learn.recipe import DataPart
from roadeye.learn.recipe_file import read_recipe
from roadeye.learn.run_folder import RunFolder
from roadeye.learn.state import best_row, read_meta
from roadeye.runtime.model import open_model

HERE = Path(__file__).parent
SPLIT = HERE / "splits" / "kitti-random10-seed123.json"
RECIPE = "mobilenet_v2_fpn"
CUT = 50
WIDTH, HEIGHT = 576, 160
RED = (255, 0, 0)
NOT_LABELLED = 128


def squeeze(picture: np.ndarray) -> np.ndarray:
    """Cut the first rows and squeeze the rest, linearly."""
    size = (WIDTH, HEIGHT)
    return np.asarray(cv2.resize(picture[CUT:], size, interpolation=cv2.INTER_LINEAR))


def squeezed(mask: Mask) -> Mask:
    """Squeeze a mask: road is what is more than half road."""
    return squeeze(mask.astype(np.float32)) > 0.5


def prepare(kitti: Path, folder: Path, *, right: bool) -> None:
    """Write KITTI's training pictures as the original saw them, in the layout of pairs."""
    for item in open_dataset(kitti).items:
        sample = load(item)
        write_png(folder / "images" / f"{item.name}.png", squeeze(sample.image).astype(np.uint8))
        if right:
            road, valid = squeezed(sample.road), squeezed(sample.valid)
        else:
            road = squeezed((read_unchanged(item.label) != RED).any(axis=2))
            valid = np.ones_like(road)
        levels = np.where(valid, np.where(road, 255, 0), NOT_LABELLED).astype(np.uint8)
        write_png(folder / "masks" / f"{item.name}.png", levels)


def main() -> None:
    """Prepare, train and score."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("kitti", type=Path)
    parser.add_argument("runs", type=Path)
    parser.add_argument("--labels", choices=["original", "right"], default="original")
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--weights", default="imagenet", help="first weights, or their file")
    given = parser.parse_args()
    name = f"original-{given.labels}-labels"
    data, run = given.runs / f"{name}-data", RunFolder(given.runs / name)
    if not data.exists():
        unfinished = data.with_suffix(".part")
        prepare(given.kitti, unfinished, right=given.labels == "right")
        unfinished.rename(data)
    settings = [f"learn.epochs={given.epochs}", f"learn.weights={given.weights}"]
    recipe = msgspec.structs.replace(
        read_recipe(RECIPE, settings), data=(DataPart(split=str(SPLIT)),)
    )
    train(recipe, [data], run)

    runner = open_model(run.model)

    def predict(image: Image) -> Probability:
        full = np.zeros(image.shape[:2], np.float32)
        height, width = image.shape[0] - CUT, image.shape[1]
        found = runner(squeeze(image).astype(np.uint8))
        full[CUT:] = cv2.resize(found, (width, height), interpolation=cv2.INTER_LINEAR)
        return full

    history = read_meta(run.state).history
    best = best_row(history)
    dataset = select(open_dataset(given.kitti), f"{SPLIT}:val")
    report = evaluate(predict, dataset, Settings(threshold=0.5))
    result = {
        "name": name,
        "iou as trained, 160x576": round(best.val_iou, 4),
        "iou at full resolution, KITTI's labels": round(report.scores["all"].iou, 4),
        "epochs": len(history),
        "best epoch": best.epoch,
        "minutes": round(sum(row.seconds for row in history) / 60, 1),
        "parameters": runner.spec.parameters,
    }
    write_bytes(HERE / "scores" / f"{name}.json", msgspec.json.format(msgspec.json.encode(result)))
    print(msgspec.json.encode(result).decode())


if __name__ == "__main__":
    main()
