"""The last part of the model in the package, once for each split of the data.

    python experiments/final.py DATA SCENES RUNS --weights FILE [--only NAME ...]

`held-out` and `random10` leave out what they are scored on; `everything`, by the same recipe and
number of steps, makes the file that ships: it leaves out 15 KITTI pictures that choose its epoch
and fit its temperature. Runs go to RUNS/final-NAME and are resumed.
"""

import argparse
from pathlib import Path

import msgspec
from rows import HERE, train

from roadeye.training.recipe import DataPart, Recipe
from roadeye.training.recipe_file import read_recipe
from roadeye.training.run_folder import RunFolder

KITTI_SPLITS = {
    "held-out": "kitti-held-out.json",
    "everything": "kitti-all-but-calibration.json",
    "random10": "kitti-random10-seed123.json",
}
EVERYTHING = "everything"
LABELLED = ("kitti-road", "camvid", "idd-lite")
DRAWN = ("scenes-dashcam", "pseudo-all")


def recipe_of(name: str, weights: Path) -> Recipe:
    """Return the recipe of one split."""
    recipe = read_recipe(
        str(HERE / "recipes" / "bundled-final.toml"), [f"training.weights={weights.resolve()}"]
    )
    kitti, *others = recipe.data

    def part(one: DataPart) -> DataPart:
        return msgspec.structs.replace(one, split="all") if name == EVERYTHING else one

    split = str(HERE / "splits" / KITTI_SPLITS[name])
    first = msgspec.structs.replace(kitti, split=split)
    return msgspec.structs.replace(recipe, data=(first, *map(part, others)))


def main() -> None:
    """Train what is not done."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("scenes", type=Path)
    parser.add_argument("runs", type=Path)
    parser.add_argument("--weights", type=Path, required=True, help="the best of the part before")
    parser.add_argument("--only", action="append", choices=list(KITTI_SPLITS))
    given = parser.parse_args()
    paths = [*(given.data / name for name in LABELLED), *(given.scenes / name for name in DRAWN)]
    for name in given.only or KITTI_SPLITS:
        train(recipe_of(name, given.weights), paths, RunFolder(given.runs / f"final-{name}"))


if __name__ == "__main__":
    main()
