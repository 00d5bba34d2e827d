"""How long a training step takes with Keras's batch normalisation and with ours.

Run with `python benchmarks/batch_norm.py [--steps 100]` when nothing else runs. The default recipe
learns from one batch of noise held in memory; blocks of ten steps of both networks take turns, so
that a machine whose speed drifts slows both.
"""

import argparse
import statistics
import time
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from roadeye.training.devices import make_repeatable
from roadeye.training.networks import conv_bn_act
from roadeye.training.networks.batch_norm import BatchNormalization
from roadeye.training.recipe_file import read_recipe
from roadeye.training.train import compiled

BLOCK = 10


def stepper(layer: Any, batch: tuple[Any, Any]) -> Any:
    """Return a traced training step of the default network with a layer for its norms."""
    conv_bn_act.BatchNormalization = layer
    model = compiled(read_recipe("roadeye", ["training.weights=scratch"]), steps=1000)
    step = tf.function(lambda: model.train_step(batch)["loss"])
    float(step())
    return step


def main() -> None:
    parser = argparse.ArgumentParser(description="Time batch normalisation in a training step.")
    parser.add_argument("--steps", type=int, default=100)
    steps = parser.parse_args().steps
    make_repeatable()
    rng = np.random.default_rng(0)
    shape = (8, 192, 384)
    images = tf.constant(rng.integers(0, 256, (*shape, 3), dtype=np.uint8))
    targets = tf.constant(rng.integers(0, 2, (*shape, 1), dtype=np.uint8))
    kinds = {"Keras's": keras.layers.BatchNormalization, "ours": BatchNormalization}
    steppers = {name: stepper(layer, (images, targets)) for name, layer in kinds.items()}
    times: dict[str, list[float]] = {name: [] for name in kinds}
    for _ in range(steps // BLOCK):
        for name, step in steppers.items():
            for _ in range(BLOCK):
                start = time.perf_counter()
                float(step())
                times[name].append(time.perf_counter() - start)
    for name, seconds in times.items():
        print(f"{name:8} median {statistics.median(seconds):.3f} s, fastest {min(seconds):.3f} s")
    ratio = statistics.median(times["ours"]) / statistics.median(times["Keras's"])
    print(f"ours / Keras's, medians: {ratio:.3f}")


if __name__ == "__main__":
    main()
