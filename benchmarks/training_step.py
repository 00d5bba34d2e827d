"""How long a training step takes, with whose batch norms, and where the time goes.

Run with `python benchmarks/training_step.py [--rounds 10]`, and again after
`TF_ENABLE_ONEDNN_OPTS=0`. The default recipe with two heads learns from one batch of noise held in
memory. Blocks of steps take turns, so that a machine whose speed drifts slows all rows;
processor seconds (of all threads) bear others' work better than seconds of the clock. The profile
adds up what the threads spent in each operation, waits for the processor included.
"""

import argparse
import collections
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from tensorflow.tsl.profiler.protobuf import xplane_pb2

from roadeye.training.devices import make_repeatable
from roadeye.training.networks import conv_bn_act
from roadeye.training.networks.batch_norm import BatchNormalization
from roadeye.training.recipe_file import read_recipe
from roadeye.training.train import compiled

CROPS, HEIGHT, WIDTH = 8, 192, 384
BLOCK = 3
SETTINGS = ["training.weights=scratch", 'network.heads=["road", "drivable"]']
VARIANTS: dict[str, tuple[Any, list[str]]] = {
    "ours": (BatchNormalization, []),
    "Keras's norms": (keras.layers.BatchNormalization, []),
    "frozen norms": (BatchNormalization, ["training.freeze_batch_norm=true"]),
}


def stepper(norm: Any, settings: list[str], batch: tuple[Any, Any]) -> Any:
    """Return a traced training step of the default network with a layer for its norms."""
    vars(conv_bn_act)["BatchNormalization"] = norm
    model = compiled(read_recipe("roadeye", [*SETTINGS, *settings]), steps=1000)
    step = tf.function(lambda: model.train_step(batch)["loss"])
    float(step())
    return step


def profile(step: Any) -> collections.Counter[str]:
    """Return milliseconds by kind of operation in one step."""
    with tempfile.TemporaryDirectory() as folder:
        with tf.profiler.experimental.Profile(folder):
            float(step())
        space = xplane_pb2.XSpace()
        space.ParseFromString(next(Path(folder).rglob("*.xplane.pb")).read_bytes())
    spent: collections.Counter[str] = collections.Counter()
    for plane in (plane for plane in space.planes if plane.name == "/host:CPU"):
        for event in (event for line in plane.lines for event in line.events):
            name, _, kind = plane.event_metadata[event.metadata_id].name.rpartition(":")
            if name and not name.endswith(":") and kind.isidentifier():
                spent[kind] += event.duration_ps / 1e9
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description="Time a training step and its operations.")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--only", choices=VARIANTS, help="time one row")
    arguments = parser.parse_args()
    make_repeatable()
    rng = np.random.default_rng(0)
    shape = (CROPS, HEIGHT, WIDTH)
    images = tf.constant(rng.integers(0, 256, (*shape, 3), dtype=np.uint8))
    targets = tf.constant(rng.integers(0, 2, (*shape, 2), dtype=np.uint8))
    names = [arguments.only] if arguments.only else list(VARIANTS)
    steps = {name: stepper(*VARIANTS[name], (images, targets)) for name in names}
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in steps}
    for _ in range(arguments.rounds):
        for name, step in steps.items():
            for _ in range(BLOCK):
                clock, processor = time.perf_counter(), time.process_time()
                float(step())
                times[name].append((time.perf_counter() - clock, time.process_time() - processor))
    for name, pairs in times.items():
        clock, processor = (statistics.median(part) for part in zip(*pairs, strict=True))
        print(
            f"{name:14} {CROPS / clock:5.1f} crops/s, medians of a step: "
            f"{clock:.2f} s, {processor:.2f} s of processor"
        )
    for name, step in steps.items():
        print(f"\nms by operation, {name}")
        for kind, milliseconds in profile(step).most_common(12):
            print(f"{milliseconds:8.1f}  {kind}")


if __name__ == "__main__":
    main()
