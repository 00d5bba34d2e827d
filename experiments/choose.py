"""Do pictures that `roadeye data choose` takes teach more than pictures taken at random?

    python -m experiments.choose DATA BASE RUNS [--draws 5]

DATA/camvid is the camera, BASE the run of a model that has never seen it (row `no-camvid`). A draw
takes half of CamVid's training pictures, 15 of them chosen and 15 at random, fine-tunes from BASE on
each, and scores both on CamVid's validation drive. What is done already in RUNS is not done again.
Writes `scores/choose.json`.
"""

import argparse
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np

from roadeye.data.dataset import TRAIN, VAL, Item
from roadeye.data.detect import open_dataset
from roadeye.data.split import select
from roadeye.evaluation import EvaluationSettings
from roadeye.evaluation.scorer import model_scorer
from roadeye.inference.segmenter import open_segmenter
from roadeye.io.atomic import write_bytes
from roadeye.labelling.choose import choose
from roadeye.training.run_folder import RunFolder

HERE = Path(__file__).parent
COUNT, VALIDATING = 15, 5
SHORT = ("training.epochs=4", "training.steps=25", "training.warmup_steps=10")
"""Of the recipe `fine_tune`, a third of its steps."""


class Draw(msgspec.Struct, frozen=True):
    """IoU on CamVid's validation drive after training on 15 pictures of a draw, and before."""

    seed: int
    before: float
    chosen: float
    at_random: float


def score(model: Path, data: Path) -> float:
    """Return the IoU of a model on CamVid's validation drive."""
    dataset = select(open_dataset(data / "camvid"), VAL)
    scorer = model_scorer(str(model), open_segmenter(model, 2, dataset.labels))
    return scorer.score(dataset, EvaluationSettings(), lambda: None).scores["all"].iou


def tune(names: list[str], held_out: list[str], given: argparse.Namespace, run: Path) -> float:
    """Fine-tune on a few pictures as a user would, and return the IoU of the result."""
    folder = RunFolder(run)
    if not folder.model.exists():
        split = run.parent / f"{run.name}.json"
        write_bytes(split, msgspec.json.encode({"train": names, "val": held_out}))
        recipe = run.parent / f"{run.name}.toml"
        text = (HERE / ".." / "src/roadeye/training/recipes/fine_tune.toml").read_text()
        recipe.write_text(f'{text}\n[[data]]\nsplit = "{split.resolve()}"\n')
        resume = ["--resume"] if folder.state.exists() else []
        settings = [word for one in SHORT for word in ("--set", one)]
        command = [sys.executable, "-m", "roadeye", "train", str(given.data / "camvid")]
        more = ["--recipe", str(recipe), "--from", str(given.base), "-o", str(run), *settings]
        subprocess.run([*command, *more, *resume], check=True)
    return score(folder.model, given.data)


def draw(seed: int, items: list[Item], given: argparse.Namespace, before: float) -> Draw:
    """Do one draw."""
    order = np.random.default_rng(seed).permutation(len(items))
    half = [items[index] for index in order[: len(items) // 2]]
    held_out = [item.name for item in half[:VALIDATING]]
    pool = half[VALIDATING:]
    by_path = {item.image: item.name for item in pool}
    segmenter = open_segmenter(RunFolder(given.base).model, 2)
    chosen = choose(list(by_path), segmenter, COUNT).chosen
    names = {
        "chosen": [by_path[one.path] for one in chosen],
        "random": [item.name for item in pool[:COUNT]],
    }
    found = {
        kind: tune(taken, held_out, given, given.runs / f"{kind}-{seed}")
        for kind, taken in names.items()
    }
    return Draw(seed, before, found["chosen"], found["random"])


def main() -> None:
    """Do all draws and write what they gave."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("base", type=Path)
    parser.add_argument("runs", type=Path)
    parser.add_argument("--draws", type=int, default=5)
    given = parser.parse_args()
    given.runs.mkdir(parents=True, exist_ok=True)
    items = list(select(open_dataset(given.data / "camvid"), TRAIN).items)
    before = score(RunFolder(given.base).model, given.data)
    draws: list[Draw] = []
    for seed in range(given.draws):
        draws.append(draw(seed, items, given, before))
        print(draws[-1], flush=True)
        content = msgspec.json.format(msgspec.json.encode(draws))
        write_bytes(HERE / "scores" / "choose.json", content + b"\n")
    gains = np.array([one.chosen - one.at_random for one in draws])
    rng = np.random.default_rng(0)
    means = rng.choice(gains, (10_000, len(gains))).mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    print(f"chosen - random: {gains.mean():+.4f} ({low:+.4f} to {high:+.4f}), {len(gains)} draws")


if __name__ == "__main__":
    main()
