"""Find the weights behind a model: what can be exported."""

from dataclasses import replace
from pathlib import Path

from roadeye.export.checkpoint import Checkpoint, read_checkpoint, spec_of
from roadeye.export.keras import SUFFIX, read_network
from roadeye.export.trained import Trained
from roadeye.model.container import read_spec
from roadeye.model.engine import PACKAGED, read_model
from roadeye.training.networks.build import build
from roadeye.training.start import find_start
from roadeye.training.weights import fill


def of_checkpoint(checkpoint: Checkpoint) -> Trained:
    """Return the network of a checkpoint."""
    recipe = checkpoint.recipe
    return Trained(recipe.network, checkpoint.weights, spec_of(checkpoint, {}), checkpoint.split)


def read_trained(model: str) -> Trained:
    """Read a trained network, with weights that can be exported.

    Args:
        model: `roadeye`, `roadeye-open`, a run folder, its model file, a checkpoint in it, or a
            `.keras` file that export wrote.

    Raises:
        InputError: There are no weights around the path.
        ModelError: The weights are damaged or do not fit their network.
    """
    if model in PACKAGED:
        start = find_start(model)
        network = build(start.recipe.network)
        fill(network, start.weights)
        return Trained(start.recipe.network, network.get_weights(), read_spec(read_model(model)))
    if Path(model).suffix == SUFFIX:
        file = read_model(model)
        spec = read_spec(file)
        config, weights = read_network(file)
        return Trained(config, weights, spec)
    checkpoint = read_checkpoint(Path(model))
    trained = of_checkpoint(checkpoint)
    finished = checkpoint.folder.model
    if finished.exists() and Path(model).resolve() in {
        finished.resolve(),
        checkpoint.folder.root.resolve(),
    }:
        return replace(trained, spec=read_spec(read_model(finished)))  # with its scores
    return trained
