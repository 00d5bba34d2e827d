"""Average the weights of several checkpoints of one network.

    python experiments/average.py NEW.weights.h5 OLD.weights.h5 ... --recipe RECIPE

One network of the mean weights often does better than each of them (Wortsman et al., Model soups,
ICML 2022); the checkpoints must come from one training.
"""

import argparse
from pathlib import Path

import numpy as np

from roadeye.learn.networks.build import build
from roadeye.learn.recipe_file import read_recipe
from roadeye.learn.weights import fill


def main() -> None:
    """Write the mean."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("new", type=Path)
    parser.add_argument("old", type=Path, nargs="+")
    parser.add_argument("--recipe", required=True)
    given = parser.parse_args()
    network = build(read_recipe(given.recipe).network)
    weights = []
    for path in given.old:
        fill(network, path)
        weights.append(network.get_weights())
    network.set_weights([np.mean(values, axis=0) for values in zip(*weights, strict=True)])
    network.save_weights(given.new)


if __name__ == "__main__":
    main()
