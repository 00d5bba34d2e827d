"""Put finished models into the package and their held-out models beside the experiments.

    python -m training_runs.install DATA RUNS [--only NAME]

Then scores them, as `experiments/scores.py` does; the scores go into the file that ships and into
its card.
"""

import argparse
import shutil
from pathlib import Path

import msgspec
from experiments.scores import HEAD_OF_TABLE, MODELS, SETS, line_of, measure, ours, pictures

import roadeye
from roadeye.export.checkpoint import read_checkpoint
from roadeye.export.formats import LITERT
from roadeye.export.trained import Trained, folded
from roadeye.export.write import Request, export
from roadeye.io.atomic import write_text
from roadeye.model.engine import open_engine, rewrite_spec
from roadeye.training.recipe import Recipe
from roadeye.training.weights import rounded, save_arrays
from training_runs.card import card
from training_runs.model import PLANS, Plan

PACKAGE = Path(roadeye.__file__).parent / "models"
DOCS = Path(__file__).parents[1] / "docs" / "explanation"
CARDS = {"roadeye": "model_card.md", "roadeye-open": "model_card_open.md"}


def install(plan: Plan, data: Path, runs: Path) -> None:
    """Install one model, its kernels rounded to float16: what trains on from it is what it is."""
    for end in plan.ends:
        if end != plan.ships:
            shutil.copy(runs / "models" / f"{plan.name}-{end}.tflite", MODELS)
    calibrated = open_engine(runs / "models" / f"{plan.name}-{plan.ships}.tflite").spec
    checkpoint = read_checkpoint(runs / plan.name / plan.ships / "checkpoints" / "mean.weights.h5")
    trained = folded(Trained(checkpoint.recipe.network, rounded(checkpoint.weights), calibrated))
    save_arrays(trained.model(), PACKAGE / f"{plan.name}.weights.npz")
    write_text(PACKAGE / f"{plan.name}.toml", start_recipe(checkpoint.recipe))
    target = PACKAGE / f"{plan.name}.tflite"
    export(Request(trained, LITERT), target)

    scores, lines = {}, list(HEAD_OF_TABLE)
    for one in SETS:
        report = measure(one, dataset := pictures(one, data), ours(MODELS)[plan.name])
        lines.append(line_of(one, plan.name, report))
        name = f"{one.name} ({len(dataset.items)}), held out: iou"
        scores[name] = round(report.scores["all"].iou, 4)
    spec = msgspec.structs.replace(open_engine(target).spec, scores=scores)
    rewrite_spec(target, target, spec)
    write_text(DOCS / CARDS[plan.name], card(spec, plan, "\n".join(lines)))
    print(f"{plan.name}: installed in {PACKAGE}")


def start_recipe(recipe: Recipe) -> str:
    """Return what `train --from NAME` must know, as TOML."""
    told = {
        "name": recipe.name,
        "about": f"What `roadeye train --from {recipe.name}` starts from; training_runs/ has its training.",
        "network": recipe.network,
        "input": recipe.input,
        "model": recipe.model,
    }
    return msgspec.toml.encode(told).decode()


def main() -> None:
    """Install what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("runs", type=Path)
    parser.add_argument("--only", choices=[plan.name for plan in PLANS])
    given = parser.parse_args()
    for plan in PLANS:
        if given.only in {None, plan.name}:
            install(plan, given.data, given.runs)


if __name__ == "__main__":
    main()
