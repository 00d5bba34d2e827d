"""Train and score the rows of `rows.toml`; what is done already is left alone.

    python -m experiments.rows DATA SCENES RUNS [--row NAME ...] [--seed N]

DATA holds kitti-road, camvid and idd-lite; SCENES holds scenes-kitti, scenes-dashcam and what models
labelled. Runs go to RUNS and are resumed; `rows.json` keeps their scores, under
`NAME-seedN` those of another seed than the recipe's.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from roadeye.data.detect import open_dataset
from roadeye.data.split import select
from roadeye.evaluation import EvaluationSettings
from roadeye.evaluation.scorer import model_scorer
from roadeye.inference.segmenter import open_segmenter
from roadeye.io.atomic import write_text
from roadeye.model.engine import open_engine
from roadeye.training.recipe import DataPart, Recipe
from roadeye.training.recipe_file import read_recipe, write_recipe
from roadeye.training.run_folder import RunFolder
from roadeye.training.state import best_row, read_meta

HERE = Path(__file__).parent
SPLITS = {
    "by-drive": HERE / "splits" / "kitti-by-drive.json",
    "random": HERE / "splits" / "kitti-random10-seed123.json",
    "held-out": HERE / "splits" / "kitti-held-out.json",
}
SCORES = HERE / "rows.json"
KITTI = "kitti"
THREADS = 2
SEED = "-seed"


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a data set is, its share of the crops, and its split."""

    root: str
    weight: float
    split: str = "default"


class TrainingRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One training.

    `start` names the row whose model it starts from, `weights` a file in DATA/weights.
    """

    name: str
    table: str
    data: list[str]
    split: str = "by-drive"
    recipe: str = "roadeye"
    start: str = ""
    weights: str = ""
    set: list[str] = []

    @property
    def base(self) -> str:
        """The name without its seed."""
        return self.name.partition(SEED)[0]


def seeded(row: TrainingRow, seed: int | None) -> TrainingRow:
    """Return a row trained from another seed."""
    if seed is None:
        return row
    settings = [*row.set, f"training.seed={seed}"]
    return msgspec.structs.replace(row, name=f"{row.name}{SEED}{seed}", set=settings)


class Rows(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of them."""

    data: dict[str, Source]
    tables: dict[str, list[str]]
    row: list[TrainingRow]


class Score(msgspec.Struct, frozen=True):
    """What a row gave: IoU by data set, on pictures it was not trained on."""

    name: str
    table: str
    iou: dict[str, float]
    parameters: int
    crops: int
    minutes: float
    epoch: int


def split_of(source: Source) -> str:
    """Return what a recipe calls the split of a data set."""
    return str(HERE / "splits" / source.split) if source.split.endswith(".json") else source.split


def recipe_of(row: TrainingRow, rows: Rows, data: Path) -> Recipe:
    """Return the whole recipe of a row."""
    sources = rows.data
    parts = tuple(
        DataPart(
            weight=sources[name].weight,
            split=str(SPLITS[row.split]) if name == KITTI else split_of(sources[name]),
        )
        for name in row.data
    )
    weights = [f"training.weights={data / 'weights' / row.weights}"] if row.weights else []
    settings = [*rows.tables[row.table], *weights, *row.set]
    return msgspec.structs.replace(read_recipe(row.recipe, settings), data=parts)


def train(recipe: Recipe, paths: list[Path], folder: RunFolder, start: Sequence[str] = ()) -> None:
    """Train by a recipe as a user would, or go on with it."""
    file = folder.root.parent / f"{folder.root.name}.toml"
    write_text(file, write_recipe(recipe))
    resume = ["--resume"] if folder.state.exists() else []
    command = [sys.executable, "-m", "roadeye", "train", *map(str, paths)]
    subprocess.run(
        [*command, "--recipe", str(file), "-o", str(folder.root), *start, *resume], check=True
    )


def score(row: TrainingRow, recipe: Recipe, folder: RunFolder, data: Path) -> Score:
    """Score the model file of a row on all three real data sets."""
    spec = open_engine(folder.model).spec
    tested = {
        "KITTI": (data / "kitti-road", f"{SPLITS[row.split]}:val"),
        "CamVid": (data / "camvid", "val"),
        "IDD-Lite": (data / "idd-lite", "val"),
    }
    iou = {}
    for name, (root, split) in tested.items():
        dataset = select(open_dataset(root), split)
        segmenter = open_segmenter(folder.model, THREADS, dataset.labels)
        source = model_scorer(str(folder.model), segmenter)
        report = source.score(dataset, EvaluationSettings(), lambda: None)
        iou[name] = round(report.scores["all"].iou, 4)
    meta = read_meta(folder.state)
    return Score(
        name=row.name,
        table=row.table,
        iou=iou,
        parameters=spec.parameters,
        crops=recipe.training.epochs * recipe.training.steps * recipe.training.batch,
        minutes=round(sum(epoch.seconds for epoch in meta.history) / 60, 1),
        epoch=best_row(meta.history).epoch,
    )


def read_scores() -> dict[str, Score]:
    """Return what is measured already, by the name of the row."""
    return msgspec.json.decode(SCORES.read_bytes(), type=dict[str, Score])


def write_scores(scores: dict[str, Score]) -> None:
    """Keep scores, a row a line."""
    rows = ",\n".join(
        f" {msgspec.json.encode(name).decode()}: {msgspec.json.encode(score).decode()}"
        for name, score in sorted(scores.items())
    )
    write_text(SCORES, f"{{\n{rows}\n}}\n")


def main() -> None:
    """Run what is not done, row after row."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("scenes", type=Path)
    parser.add_argument("runs", type=Path)
    parser.add_argument("--row", action="append", help="only rows of this name")
    parser.add_argument("--seed", type=int, help="seed of the training; the split stays")
    given = parser.parse_args()
    rows = msgspec.toml.decode((HERE / "rows.toml").read_bytes(), type=Rows)
    for row in (seeded(row, given.seed) for row in rows.row):
        if row.name in read_scores() or (given.row and row.base not in given.row):
            continue
        roots = [rows.data[name].root for name in row.data]
        paths = [
            (given.data if (given.data / root).is_dir() else given.scenes) / root for root in roots
        ]
        recipe, folder = recipe_of(row, rows, given.data), RunFolder(given.runs / row.name)
        start = ["--from", str(given.runs / row.start)] if row.start else []
        train(recipe, paths, folder, start)
        found = score(row, recipe, folder, given.data)
        write_scores({**read_scores(), row.name: found})
        print(row.name, found.iou, f"{found.minutes} min", flush=True)


if __name__ == "__main__":
    main()
