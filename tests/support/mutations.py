"""Open altered copies of a model file and print, as JSON, what became of each.

`python mutations.py VICTIM MODEL FIRST LAST` alters VICTIM, which is MODEL or the weights beside it,
by the seeds FIRST to LAST - 1, and leaves it as it was. A mutation that ends the process is the last
number on stderr.
"""

import json
import sys
from pathlib import Path

import numpy as np

from roadeye.errors import ModelError
from roadeye.model.container import read_spec
from roadeye.model.engine import open_engine, read_model

SAME = "the same file"
OPENED = "opened"


def mutated(content: bytes, seed: int) -> bytes:
    """Cut every fifth file short, and flip 1 to 39 bits of the others."""
    rng = np.random.default_rng(seed)
    if seed % 5 == 0:
        return content[: int(rng.integers(len(content)))]
    changed = bytearray(content)
    for place in rng.integers(0, len(content), int(rng.integers(1, 40))):
        changed[place] ^= 1 << int(rng.integers(8))
    return bytes(changed)


def opened(model: Path) -> None:
    """Open a model and run it; of a `.keras` file, which no engine runs, read the description."""
    if model.suffix == ".keras":
        read_spec(read_model(model))
        return
    engine = open_engine(model, 1)
    engine(np.zeros((1, *engine.spec.input_sizes[0], 3), np.uint8))


def main(victim: Path, model: Path, first: int, last: int) -> None:
    kept = victim.read_bytes()
    said = []
    try:
        for seed in range(first, last):
            print(seed, file=sys.stderr, flush=True)
            content = mutated(kept, seed)
            victim.write_bytes(content)
            try:
                opened(model)
                said.append(SAME if content == kept else OPENED)
            except ModelError as error:
                said.append(str(error))
    finally:
        victim.write_bytes(kept)
    print(json.dumps(said))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
