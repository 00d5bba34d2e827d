"""Average the weights of several checkpoints of one network.

    python experiments/average.py NEW.weights.h5 OLD.weights.h5 ... --recipe RECIPE

One network of the mean weights often does better than each of them (Wortsman et al., Model soups,
ICML 2022); the checkpoints must come from one training, or continue one another.
"""

import argparse
from pathlib import Path

import numpy as np

from roadeye.training.networks.build import build
from roadeye.training.networks.config import NetworkConfig
from roadeye.training.recipe_file import read_recipe
from roadeye.training.weights import fill


def average(paths: list[Path], config: NetworkConfig, out: Path) -> None:
    """Write the mean of weights of one network."""
    network = build(config)
    weights = []
    for path in paths:
        fill(network, path)
        weights.append(network.get_weights())
    network.set_weights([np.mean(values, axis=0) for values in zip(*weights, strict=True)])
    network.save_weights(out)


def main() -> None:
    """Write the mean."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("new", type=Path)
    parser.add_argument("old", type=Path, nargs="+")
    parser.add_argument("--recipe", required=True)
    given = parser.parse_args()
    average(given.old, read_recipe(given.recipe).network, given.new)


if __name__ == "__main__":
    main()
