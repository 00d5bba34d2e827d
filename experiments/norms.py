"""Measure the statistics of a network's batch norms anew, on crops that its run trained on.

    python -m experiments.norms RUN/checkpoints/OLD.weights.h5 NEW.weights.h5 [--batches 50]

Averaged weights, and those of a run shorter than the memory of its norms, carry statistics that are
not theirs (Izmailov et al., UAI 2018, §3; Wu and Johnson, Rethinking "Batch" in BatchNorm, 2021).
"""

import argparse
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np

from roadeye.training.batches import TrainingBatches, training_batches
from roadeye.training.datasets import open_datasets
from roadeye.training.decode import decode
from roadeye.training.networks.batch_norm import batch_norms
from roadeye.training.networks.build import build
from roadeye.training.recipe_file import read_recipe
from roadeye.training.run_folder import run_around
from roadeye.training.run_split import read_split
from roadeye.training.weights import fill


class Quiet:
    """A progress display that shows nothing."""

    def advance(self, n: int = 1, note: str = "") -> None:
        """Do nothing."""


def measure(network: Any, batches: TrainingBatches, count: int) -> None:
    """Replace the moving statistics of all norms by their means over some training batches."""
    norms = batch_norms(network)
    kept = [norm.momentum for norm in norms]
    for index in range(count):
        for norm in norms:  # the mean of what came so far, this batch included
            norm.momentum = index / (index + 1)
        network(np.asarray(batches[index][0], np.float32), training=True)
    for norm, momentum in zip(norms, kept, strict=True):
        norm.momentum = momentum


def measured(old: Path, new: Path, count: int) -> None:
    """Write the weights of a run with statistics measured on its own crops."""
    folder = run_around(old)
    recipe = read_recipe(str(folder.recipe))
    network = build(recipe.network)
    fill(network, old)
    datasets = open_datasets([Path(root) for root in read_split(folder.split).roots], recipe)
    cache = decode(datasets, recipe, lambda *_: nullcontext(Quiet())).cache
    measure(network, training_batches(cache, datasets, recipe), count)
    network.save_weights(new)


def main() -> None:
    """Write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--batches", type=int, default=50)
    given = parser.parse_args()
    measured(given.old, given.new, given.batches)


if __name__ == "__main__":
    main()
