"""The protocol of the project that roadeye succeeds, to the letter, and what its label cost.

    python -m experiments.original KITTI RUNS [--labels original] [--epochs 40]

Pictures lose their first 50 rows and are squeezed to 160×576 as they were then. `original` labels
count as road whatever is not exactly red, black pixels (which KITTI leaves out) included; `right`
labels leave these out. The network is scored as it was trained, and at full resolution on KITTI's
own labels; and both again with the statistics of its norms measured anew (`norms.py`), of which a
run of 280 steps leaves three quarters as ImageNet had them. A run that was stopped goes on.
"""

import argparse
from pathlib import Path

import cv2
import msgspec
import numpy as np
from experiments.norms import measured
from experiments.rows import train

from roadeye.arrays import Image, Mask, Probability
from roadeye.data.dataset import load
from roadeye.data.detect import open_dataset
from roadeye.data.split import select
from roadeye.evaluation import EvaluationSettings, evaluate
from roadeye.export.checkpoint import read_checkpoint
from roadeye.export.formats import LITERT
from roadeye.export.source import of_checkpoint
from roadeye.export.write import Request, export
from roadeye.io.atomic import write_bytes
from roadeye.io.images import read_unchanged, write_png
from roadeye.model.engine import open_engine
from roadeye.training.recipe import DataPart
from roadeye.training.recipe_file import read_recipe
from roadeye.training.run_folder import RunFolder, weights_of
from roadeye.training.state import best_row, read_meta

HERE = Path(__file__).parent
SPLIT = HERE / "splits" / "kitti-random10-seed123.json"
SCORES = HERE / "original.json"
RECIPE = "mobilenet_v2_fpn"
CUT = 50
WIDTH, HEIGHT = 576, 160
RED = (255, 0, 0)
NOT_LABELLED = 128
BATCHES = 28  # four times every picture


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


def scores(model: Path, data: Path, kitti: Path, note: str) -> dict[str, float]:
    """Return the IoU on the pictures as the network saw them, and on KITTI's own."""
    runner = open_engine(model)

    def predict(image: Image) -> Probability:
        full = np.zeros(image.shape[:2], np.float32)
        height, width = image.shape[0] - CUT, image.shape[1]
        found = runner(squeeze(image).astype(np.uint8)[None])[0, :, :, 0]
        full[CUT:] = cv2.resize(found, (width, height), interpolation=cv2.INTER_LINEAR)
        return full

    iou = {}
    for what, root, function in (
        ("as trained, 160x576", data, runner),
        ("at full resolution, KITTI's labels", kitti, predict),
    ):
        dataset = select(open_dataset(root), f"{SPLIT}:val")
        report = evaluate(function, dataset, EvaluationSettings(threshold=0.5))
        iou[f"iou {what}{note}"] = round(report.scores["all"].iou, 4)
    return iou


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
    settings = [f"training.epochs={given.epochs}", f"training.weights={given.weights}"]
    recipe = msgspec.structs.replace(
        read_recipe(RECIPE, settings), data=(DataPart(split=str(SPLIT)),)
    )
    train(recipe, [data], run)

    norms = run.checkpoints / "norms.weights.h5"
    measured(weights_of(run.root, run), norms, BATCHES)
    checkpoint = read_checkpoint(norms)
    anew = run.root / "norms.tflite"
    export(Request(of_checkpoint(checkpoint), LITERT), anew)
    history = read_meta(run.state).history
    result = {
        "name": name,
        **scores(run.model, data, given.kitti, ""),
        **scores(anew, data, given.kitti, ", norms measured anew"),
        "epochs": len(history),
        "best epoch": best_row(history).epoch,
        "minutes": round(sum(row.seconds for row in history) / 60, 1),
        "parameters": checkpoint.parameters,
    }
    known = msgspec.json.decode(SCORES.read_bytes())
    text = msgspec.json.format(msgspec.json.encode({**known, name: result})) + b"\n"
    write_bytes(SCORES, text)
    print(msgspec.json.encode(result).decode())


if __name__ == "__main__":
    main()
