"""Put the model of `final.py` into the package, and its twins beside the experiments.

    python experiments/bundle.py KITTI RUNS

The temperature of the output `reachable` is fitted on 15 KITTI pictures that no run has seen; the
other output has no such pictures and keeps 1, as does the twin `random10`, which is scored on them.
If `bundled_scores.py` has run, its scores go into
the file.
"""

import argparse
import shutil
from pathlib import Path

import msgspec
from bundled_scores import HERE, MODELS, SCORES, THREADS

import roadeye
from roadeye.calibrate import calibrate
from roadeye.data.layouts import open_dataset
from roadeye.data.split import select
from roadeye.evaluation.tally import Scores
from roadeye.learn.recipe import Recipe
from roadeye.learn.recipe_file import read_recipe
from roadeye.learn.run_folder import RunFolder, weights_of
from roadeye.predict import Segmenter
from roadeye.runtime.litert import rewrite_spec
from roadeye.runtime.model import open_suited

PACKAGE = Path(roadeye.__file__).parent / "models"


def start_recipe(recipe: Recipe) -> str:
    """Return what `train --from bundled` must know, as TOML."""
    told = {
        "name": recipe.name,
        "about": "What `roadeye train --from bundled` starts from; experiments/ has its training.",
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
    given = parser.parse_args()
    dataset = select(open_dataset(given.kitti), str(HERE / "splits" / "kitti-calibration.json"))
    scores = (
        msgspec.json.decode(SCORES.read_bytes(), type=dict[str, Scores]) if SCORES.exists() else {}
    )
    for name, target in (
        ("held-out", MODELS / "roadeye-held-out.tflite"),
        ("everything", PACKAGE / "roadeye.tflite"),
    ):
        runner = open_suited(
            given.runs / f"final-{name}" / "model.tflite", THREADS, dataset.meaning
        )
        found = calibrate(Segmenter(runner), dataset)
        spec = msgspec.structs.replace(
            runner.spec.with_output(found.output),
            scores={
                f"{key}, trained without it: iou": round(value.iou, 4)
                for key, value in scores.items()
            },
        )
        target.parent.mkdir(exist_ok=True)
        rewrite_spec(given.runs / f"final-{name}" / "model.tflite", target, spec)
        print(f"{target}: temperature {found.output.temperature:.3f}, "
              f"ECE {found.before.ece:.4f} to {found.after.ece:.4f} on {len(dataset.items)} pictures")  # fmt: skip
    shutil.copy(given.runs / "final-random10" / "model.tflite", MODELS / "roadeye-random10.tflite")
    run = RunFolder(given.runs / "final-everything")
    shutil.copy(weights_of(run.root, run), PACKAGE / "roadeye.weights.h5")
    (PACKAGE / "roadeye.toml").write_text(start_recipe(read_recipe(str(run.recipe))), "utf-8")
    for name in ("held-out", "everything", "random10"):
        history = RunFolder(given.runs / f"final-{name}").history
        shutil.copy(history, HERE / "histories" / f"bundled-final-{name}.csv")


if __name__ == "__main__":
    main()
