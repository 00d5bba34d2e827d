"""Fine-tuning: start from a trained model rather than from ImageNet."""

from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import msgspec

from roadeye.errors import InputError
from roadeye.model.engine import PACKAGED, open_engine
from roadeye.training.recipe import ModelPart, Recipe
from roadeye.training.recipe_file import read_recipe, recipe_names
from roadeye.training.run_folder import read_fingerprints, run_around, weights_of
from roadeye.training.run_split import read_split

OF_THE_MODEL = ("network", "input.sizes", "training.weights")

FINE_TUNE = "fine_tune"
"""Name of the recipe whose rates and lengths suit a few pictures."""


@dataclass(frozen=True)
class Start:
    """Hold a trained network to start from.

    Attributes:
        recipe: How it was made.
        weights: The file of its weights.
        trained_on: What they have seen.
        fingerprints: Of the pictures they have seen, joined; empty where they are not known.
    """

    recipe: Recipe
    weights: Path
    trained_on: tuple[str, ...]
    fingerprints: bytes = b""


def find_start(model: str) -> Start:
    """Find the weights behind a model.

    Args:
        model: `roadeye`, `roadeye-open`, a run folder, or its model.tflite or a checkpoint in it.

    Raises:
        InputError: There are no weights around the path.
    """
    if model in PACKAGED:
        spec = open_engine(model).spec
        folder = resources.files("roadeye") / "models"
        with (
            resources.as_file(folder / f"{model}.toml") as recipe,
            resources.as_file(folder / f"{model}.weights.npz") as weights,
        ):
            return Start(read_recipe(str(recipe)), weights, spec.trained_on, spec.fingerprints)
    path = Path(model)
    run = run_around(path)
    split = read_split(run.split)
    recipe_of_run = read_recipe(str(run.recipe))
    return Start(
        recipe_of_run,
        weights_of(path, run),
        (*recipe_of_run.model.trained_before, *split.trained_on),
        read_fingerprints(run),
    )


def refuse_settings_of_the_model(settings: list[str]) -> None:
    """Refuse settings, `key=value` each, of what a trained model brings along.

    Raises:
        InputError: There is one.
    """
    for setting in settings:
        key = setting.partition("=")[0].strip()
        if any(f"{key}.".startswith(f"{of}.") or of.startswith(f"{key}.") for of in OF_THE_MODEL):
            raise InputError(
                f"the setting {setting[:200]} cannot go with a trained model: the network, its "
                "input sizes and its first weights are the model's; set other fields one by one."
            )


def fine_tuning(start: Start, recipe: Recipe) -> Recipe:
    """Return a recipe with the network, input sizes and weights of a trained model.

    Args:
        start: The trained model.
        recipe: How to train; its own network and input sizes do not count. What it does not say of
            the model (description, licence) stays as the trained model has it; a name of its own, not
            that of a recipe in the package, becomes the model's.

    Raises:
        InputError: The recipe describes a model whose heads describe themselves.
    """
    if recipe.model.description and start.recipe.network.heads:
        raise InputError(
            f"model.description = {recipe.model.description[:200]!r} does not apply to a model with "
            f"named heads, {' and '.join(start.recipe.network.heads)}: leave it out."
        )
    part = ModelPart(
        description=recipe.model.description or start.recipe.model.description,
        licence=recipe.model.licence or start.recipe.model.licence,
        trained_before=start.trained_on,
    )
    return msgspec.structs.replace(
        recipe,
        name=f"{start.recipe.name}-tuned" if recipe.name in recipe_names() else recipe.name,
        network=start.recipe.network,
        input=msgspec.structs.replace(recipe.input, sizes=start.recipe.input.sizes),
        model=part,
        training=msgspec.structs.replace(recipe.training, weights=str(start.weights.resolve())),
    )
