"""How long a training step waits for its batch, and what the loop reaches of a step from memory.

Run with `python benchmarks/training_input.py DATA... [--recipe roadeye] [--steps 60]` when nothing
else runs. Blocks of steps on one batch held in memory and blocks of the real loop (examples cached,
augmented in threads on the cores that also train) take turns, so that a machine whose speed drifts
slows both; the medians over the steps are compared.
"""

import argparse
import statistics
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import tensorflow as tf

from roadeye.cli.progress import progress
from roadeye.training.batches import training_batches
from roadeye.training.datasets import open_datasets
from roadeye.training.decode import decode
from roadeye.training.devices import as_tf_dataset, make_repeatable
from roadeye.training.recipe_file import read_recipe
from roadeye.training.train import compiled

BLOCKS = 4


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the input of training.")
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--recipe", default="roadeye")
    parser.add_argument("--steps", type=int, default=60)
    given = parser.parse_args()
    make_repeatable()
    recipe = read_recipe(given.recipe)
    datasets = open_datasets(given.data, recipe)
    cache = decode(datasets, recipe, progress).cache
    batches = training_batches(cache, datasets, recipe)
    shape = (recipe.training.batch, *recipe.input.crop)
    model = compiled(recipe, given.steps)
    step = tf.function(lambda images, targets: model.train_step((images, targets)))
    loop = iter(as_tf_dataset(batches, shape, []))
    held = next(loop)
    step(*held)  # traces
    memory: list[tuple[float, float]] = []
    real: list[tuple[float, float]] = []
    for _ in range(BLOCKS):
        memory += timed(step, iter(lambda: held, None), given.steps // BLOCKS)
        real += timed(step, loop, given.steps // BLOCKS)
    alone = statistics.median(wait + work for wait, work in memory)
    whole = statistics.median(wait + work for wait, work in real)
    waited = sum(wait for wait, _ in real) / sum(wait + work for wait, work in real)
    crops = recipe.training.batch
    print(f"a step from memory    {1e3 * alone:8.1f} ms  {crops / alone:6.1f} crops/s")
    print(f"a step of the loop    {1e3 * whole:8.1f} ms  {crops / whole:6.1f} crops/s")
    print(f"loop / memory         {alone / whole:8.3f}")
    print(f"waiting for a batch   {100 * waited:8.2f} % of the loop")


def timed(step: Any, batches: Iterator[Any], count: int) -> list[tuple[float, float]]:
    """Return the seconds that each step waited for its batch and worked on it."""
    times = []
    before = time.perf_counter()
    for images, targets in islice(batches, count):
        got = time.perf_counter()
        float(step(images, targets)["loss"])
        done = time.perf_counter()
        times.append((got - before, done - got))
        before = done
    return times


if __name__ == "__main__":
    main()
