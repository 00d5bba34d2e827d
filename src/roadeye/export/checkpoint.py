"""Find the recipe and the weights behind a checkpoint, by the run folder around it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import roadeye
from roadeye.model.spec import Head, ModelSpec
from roadeye.training.networks.build import build
from roadeye.training.recipe import Recipe
from roadeye.training.recipe_file import read_recipe
from roadeye.training.run_folder import RunFolder, read_fingerprints, run_around, weights_of
from roadeye.training.run_split import Split, read_split
from roadeye.training.weights import fill

DESCRIPTION = "road that a car may drive on, as the training data label it"
LICENCE = "as the training data allow"


@dataclass(frozen=True)
class Checkpoint:
    """Hold a trained network.

    Attributes:
        folder: The run that it comes from.
        recipe: How it was trained.
        split: What it was trained on.
        weights: Its weights, in the order of `keras.Model.get_weights`.
        parameters: How many there are.
        fingerprints: Of the pictures that taught it, joined; empty where they are not known.
    """

    folder: RunFolder
    recipe: Recipe
    split: Split
    weights: list[Any]
    parameters: int
    fingerprints: bytes = b""


def read_checkpoint(path: Path) -> Checkpoint:
    """Read a trained network from a run folder (its best epoch) or from a file in it.

    Args:
        path: `RUN`, or `RUN/checkpoints/best-ep-….weights.h5`.

    Raises:
        InputError: There is no run around the path.
        ModelError: The weights do not fit the run's recipe or are damaged.
    """
    folder = run_around(path)
    recipe = read_recipe(str(folder.recipe))
    network = build(recipe.network)
    fill(network, weights_of(path, folder))
    return Checkpoint(
        folder,
        recipe,
        read_split(folder.split),
        network.get_weights(),
        network.count_params(),
        read_fingerprints(folder),
    )


def spec_of(checkpoint: Checkpoint, scores: Mapping[str, float]) -> ModelSpec:
    """Return what a model file shall say about itself.

    Args:
        checkpoint: The trained network.
        scores: Measured scores by name.
    """
    recipe = checkpoint.recipe
    return ModelSpec(
        name=recipe.name,
        version=roadeye.__version__,
        input_sizes=recipe.input.sizes,
        description=recipe.model.description or DESCRIPTION,
        heads=tuple(Head(name=name) for name in recipe.network.heads) or (Head(),),
        trained_on=(*recipe.model.trained_before, *checkpoint.split.trained_on),
        fingerprints=checkpoint.fingerprints,
        scores=dict(scores),
        licence=recipe.model.licence or LICENCE,
        parameters=checkpoint.parameters,
    )
