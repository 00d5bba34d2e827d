"""Put the model of `final.py` into the package, and its held-out models beside the experiments.

    python experiments/bundle.py KITTI RUNS --mean PART5.weights.h5 PART6.weights.h5

Each model is the mean of the best weights of its run and of those of the parts before. The
temperature of the output `reachable` is fitted on 15 KITTI pictures that no run has seen, without
the rows at the picture's edge that their labels leave out; the other output has no such pictures
and keeps 1, as does the held-out model `random10`, which is scored on them. If `bundled_scores.py` has run,
its scores go into the file. Run `fingerprints.py` afterwards, so that the files say what trained them.
"""

import argparse
import shutil
from dataclasses import replace
from pathlib import Path

import msgspec
from average import average
from bundled_scores import HERE, MODELS, SCORES, THREADS
from errors import MARGIN
from final import EVERYTHING, KITTI_SPLITS

import roadeye
from roadeye.data.detect import open_dataset
from roadeye.data.split import select
from roadeye.evaluation.accumulator import Scores
from roadeye.evaluation.calibrate import calibrate
from roadeye.export.checkpoint import read_checkpoint
from roadeye.export.formats import LITERT
from roadeye.export.source import of_checkpoint
from roadeye.export.write import Request, export
from roadeye.inference.segmenter import open_segmenter
from roadeye.model.engine import rewrite_spec
from roadeye.training.recipe import Recipe
from roadeye.training.recipe_file import read_recipe
from roadeye.training.run_folder import RunFolder, weights_of

PACKAGE = Path(roadeye.__file__).parent / "models"


def start_recipe(recipe: Recipe) -> str:
    """Return what `train --from bundled` must know, as TOML."""
    told = {
        "name": recipe.name,
        "about": "What `roadeye train --from roadeye` starts from; experiments/ has its training.",
        "network": recipe.network,
        "input": recipe.input,
        "model": recipe.model,
    }
    return msgspec.toml.encode(told).decode()


def main() -> None:
    """Calibrate and copy."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("kitti", type=Path)
    parser.add_argument("runs", type=Path)
    parser.add_argument("--mean", type=Path, nargs="*", default=[], help="weights to average with")
    given = parser.parse_args()
    runs = {name: RunFolder(given.runs / f"final-{name}") for name in KITTI_SPLITS}
    weights = {name: run.checkpoints / "mean.weights.h5" for name, run in runs.items()}
    files = {name: given.runs / f"final-{name}.tflite" for name in runs}
    for name, run in runs.items():
        config = read_recipe(str(run.recipe)).network
        average([weights_of(run.root, run), *given.mean], config, weights[name])
        checkpoint = read_checkpoint(weights[name])
        export(Request(of_checkpoint(checkpoint), LITERT), files[name])
    dataset = select(open_dataset(given.kitti), str(HERE / "splits" / "kitti-calibration.json"))
    dataset = replace(
        dataset, items=tuple(replace(item, ignore_border=MARGIN) for item in dataset.items)
    )
    scores = (
        msgspec.json.decode(SCORES.read_bytes(), type=dict[str, Scores]) if SCORES.exists() else {}
    )
    for name, target in (
        ("held-out", MODELS / "roadeye-held-out.tflite"),
        (EVERYTHING, PACKAGE / "roadeye.tflite"),
    ):
        segmenter = open_segmenter(files[name], THREADS, dataset.labels)
        found = calibrate(segmenter, dataset)
        spec = msgspec.structs.replace(
            segmenter.spec.with_head(found.head),
            scores={
                f"{key}, trained without it: iou": round(value.iou, 4)
                for key, value in scores.items()
            },
        )
        target.parent.mkdir(exist_ok=True)
        rewrite_spec(files[name], target, spec)
        print(f"{target}: temperature {found.head.temperature:.3f}, "
              f"ECE {found.before.ece:.4f} to {found.after.ece:.4f} on {len(dataset.items)} pictures")  # fmt: skip
    shutil.copy(files["random10"], MODELS / "roadeye-random10.tflite")
    shutil.copy(weights[EVERYTHING], PACKAGE / "roadeye.weights.h5")
    recipe = read_recipe(str(runs[EVERYTHING].recipe))
    (PACKAGE / "roadeye.toml").write_text(start_recipe(recipe), "utf-8")
    for name, run in runs.items():
        shutil.copy(run.history, HERE / "histories" / f"bundled-final-{name}.csv")


if __name__ == "__main__":
    main()
