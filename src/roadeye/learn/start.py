"""Fine-tuning: start from a trained model rather than from ImageNet."""

from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import msgspec

from roadeye.errors import InputError, RoadeyeError
from roadeye.learn.recipe import Recipe
from roadeye.learn.recipe_file import read_recipe
from roadeye.learn.run_folder import RunFolder, read_split
from roadeye.learn.state import read_meta
from roadeye.runtime.model import BUNDLED, open_model
from roadeye.spec import seen

FINE_TUNE = "fine_tune"
"""Name of the recipe whose rates and lengths suit a few pictures."""


@dataclass(frozen=True)
class Start:
    """Hold a trained network to start from.

    Attributes:
        recipe: How it was made.
        weights: The file of its weights.
        trained_on: What they have seen.
    """

    recipe: Recipe
    weights: Path
    trained_on: tuple[str, ...]


def find_start(model: str) -> Start:
    """Find the weights behind a model.

    Args:
        model: `bundled`, a run folder, or its model.tflite or a checkpoint in it.

    Raises:
        InputError: There are no weights around the path.
    """
    if model == BUNDLED:
        folder = resources.files("roadeye") / "models"
        with (
            resources.as_file(folder / "roadeye.toml") as recipe,
            resources.as_file(folder / "roadeye.weights.h5") as weights,
        ):
            return Start(read_recipe(str(recipe)), weights, open_model().spec.trained_on)
    path = Path(model)
    run = run_around(path)
    split = read_split(run.split)
    recipe_of_run = read_recipe(str(run.recipe))
    return Start(
        recipe_of_run,
        path if path.name.endswith(".weights.h5") else best_weights(run),
        (*recipe_of_run.model.trained_before, *seen(split.roots, split.train)),
    )


def fine_tuning(start: Start, recipe: Recipe) -> Recipe:
    """Return a recipe with the network, windows and weights of a trained model.

    Args:
        start: The trained model.
        recipe: How to train; its own network and windows do not count.
    """
    part = msgspec.structs.replace(start.recipe.model, trained_before=start.trained_on)
    return msgspec.structs.replace(
        recipe,
        name=f"{start.recipe.name}-tuned",
        network=start.recipe.network,
        input=msgspec.structs.replace(recipe.input, windows=start.recipe.input.windows),
        model=part,
        learn=msgspec.structs.replace(recipe.learn, weights=str(start.weights.resolve())),
    )


def run_around(path: Path) -> RunFolder:
    """Return the run folder that a path is, or is in.

    Args:
        path: `RUN`, `RUN/model.tflite` or `RUN/checkpoints/best-ep-….weights.h5`.

    Raises:
        InputError: There is no run around the path.
    """
    for root in (path, path.resolve().parent, path.resolve().parent.parent):
        if RunFolder(root).recipe.is_file():
            return RunFolder(root)
    raise InputError(
        f"{path} is not in a run folder: no recipe.toml is found around it; give a run folder "
        "or a file in it, moved together with the folder."
    )


def best_weights(folder: RunFolder) -> Path:
    """Return the file of a run's best epoch.

    Raises:
        InputError: The run has not finished an epoch.
    """
    try:
        best = read_meta(folder.state).best
    except RoadeyeError as error:
        raise InputError(f"{folder.root} has no finished epoch yet ({error})") from error
    if not best:
        raise InputError(f"{folder.root} has no finished epoch yet; train on with --resume.")
    return folder.checkpoints / best[0]
