"""Give a network of one output a second one that starts from the same weights.

python experiments/add_heads.py OLD.weights.h5 NEW.weights.h5 [--recipe roadeye]
"""

import argparse
from pathlib import Path

import msgspec
import numpy as np

from roadeye.heads import DRIVABLE, ROAD
from roadeye.training.networks.build import build
from roadeye.training.recipe_file import read_recipe
from roadeye.training.weights import fill


def main() -> None:
    """Repeat what the head has along its last axis."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--recipe", default="roadeye")
    given = parser.parse_args()
    config = msgspec.structs.replace(read_recipe(given.recipe).network, heads=())
    one = build(config)
    fill(one, given.old)
    two = build(msgspec.structs.replace(config, heads=(ROAD, DRIVABLE)))
    pairs = zip(one.get_weights(), two.weights, strict=True)
    two.set_weights([np.broadcast_to(value, variable.shape) for value, variable in pairs])
    two.save_weights(given.new)


if __name__ == "__main__":
    main()
