"""Find the recipe and the weights behind a checkpoint, by the run folder around it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from roadeye.errors import InputError, RoadeyeError
from roadeye.learn.networks.build import build
from roadeye.learn.recipe import Recipe
from roadeye.learn.recipe_file import read_recipe
from roadeye.learn.run_folder import RunFolder, Split, read_split
from roadeye.learn.state import read_meta
from roadeye.learn.weights import fill


@dataclass(frozen=True)
class Checkpoint:
    """Hold a trained network.

    Attributes:
        folder: The run that it comes from.
        recipe: How it was trained.
        split: What it was trained on.
        weights: Its weights, in the order of `keras.Model.get_weights`.
        parameters: How many there are.
    """

    folder: RunFolder
    recipe: Recipe
    split: Split
    weights: list[Any]
    parameters: int


def read_checkpoint(path: Path) -> Checkpoint:
    """Read a trained network from a run folder (its best epoch) or from a file in it.

    Args:
        path: `RUN`, or `RUN/checkpoints/best-ep-….weights.h5`.

    Raises:
        InputError: There is no run around the path.
        ModelError: The weights do not fit the run's recipe or are damaged.
    """
    folder = RunFolder(path if path.is_dir() else path.resolve().parent.parent)
    if not folder.recipe.is_file():
        raise InputError(
            f"{path} is not in a run folder: no recipe.toml is found around it; give a run folder "
            "or a file in its checkpoints/, moved together with the folder."
        )
    recipe = read_recipe(str(folder.recipe))
    network = build(recipe.network)
    fill(network, _best(folder) if path.is_dir() else path)
    return Checkpoint(
        folder, recipe, read_split(folder.split), network.get_weights(), network.count_params()
    )


def _best(folder: RunFolder) -> Path:
    try:
        best = read_meta(folder.state).best
    except RoadeyeError as error:
        raise InputError(f"{folder.root} has no finished epoch yet ({error})") from error
    return folder.checkpoints / best[0]
