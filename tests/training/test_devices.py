"""Training beyond one CPU and TensorFlow, each in a process of its own: devices are set up once."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

pytest.importorskip("keras", reason="needs the train extra")

DEVICES = """
import json, sys
import numpy as np
import tensorflow as tf
from roadeye.training import devices
from roadeye.training.recipe_file import read_recipe

count = int(sys.argv[1])
devices.make_repeatable()
cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * count)
devices.KIND = "CPU"
"""

LOSSES = f"""{DEVICES}
from roadeye.training.train import compiled

# Frozen norms, no Dice and no pixel left out: then a batch's loss is the mean of its parts'.
settings = ["training.freeze_batch_norm=true", "loss.dice=0.0", "training.warmup_steps=0", "training.learning_rate=0.01"]
model = compiled(read_recipe("smoke", settings), steps=10)
assert model.distribute_strategy.num_replicas_in_sync == count
rng = np.random.default_rng(0)
images = rng.integers(0, 256, (16, 64, 96, 3), dtype=np.uint8)
targets = (images[..., :1] > 128).astype(np.uint8)
data = tf.data.Dataset.from_tensor_slices((images, targets)).batch(4)
history = model.fit(data, epochs=3, verbose=0).history["loss"]
weights = sum(float(np.abs(np.array(value)).sum()) for value in model.trainable_variables)
print(json.dumps([*history, weights]))
"""

STEP = """
import numpy as np
import keras
from roadeye.training.recipe_file import read_recipe
from roadeye.training.train import compiled

assert keras.backend.backend() == "jax"
model = compiled(read_recipe("smoke", ["training.warmup_steps=0"]), steps=10)
before = [np.array(variable) for variable in model.variables]
rng = np.random.default_rng(0)
images = rng.integers(0, 256, (2, 96, 160, 3), dtype=np.uint8)
targets = (images[..., :1] > 128).astype(np.uint8)
first = model.train_on_batch(images, targets)
losses = [float(first[0])] + [float(model.train_on_batch(images, targets)[0]) for _ in range(8)]
assert losses[-1] < losses[0], losses
for variable, old in zip(model.variables, before, strict=True):
    assert not np.array_equal(np.array(variable), old), variable.path
print("stepped")
"""


RUN = f"""{DEVICES}
from pathlib import Path
from roadeye.cli.progress import progress
from roadeye.scenes import write_dataset
from roadeye.errors import InputError
from roadeye.training import ema_weights
from roadeye.training.prepare import prepare
from roadeye.training.run_folder import RunFolder
from roadeye.training.train import train

root = Path(sys.argv[2])
data, folder = root / "scenes", RunFolder(root / "run")
write_dataset(data, 12, 3, (94, 311), "kitti")

sync_batch_norm_statistics, apart = ema_weights.sync_batch_norm_statistics, []

def measure(model, variables):
    local = model.distribute_strategy.experimental_local_results
    pairs = [local(variable.value) for variable in variables]
    apart.append(max(float(abs(one - two).numpy().max()) for one, two in pairs))

def watched(model, variables):
    measure(model, variables)
    sync_batch_norm_statistics(model, variables)
    measure(model, variables)

ema_weights.sync_batch_norm_statistics = watched
settings = [
    "training.weights=scratch", "training.epochs=1", "training.steps=2", "input.crop=[64, 96]",
    "input.sizes=[[64, 208]]",
]
def trained(*more):
    recipe = read_recipe("smoke", [*settings, *more])
    return train(prepare([data], recipe, folder, resume=False, progress=progress), progress)

try:
    trained("training.batch=3")
except InputError as error:
    print(error)
run = trained()
print(json.dumps([len(run.datasets[0].val.items), run.meta.history[0].val_iou, *apart[:2]]))
"""


def _run(script: str, *arguments: str, backend: str = "tensorflow") -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env={**os.environ, "KERAS_BACKEND": backend},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.splitlines()


@pytest.mark.tf
@pytest.mark.slow
@pytest.mark.soak
def test_two_devices_give_the_loss_of_one() -> None:
    one, two = (json.loads(_run(LOSSES, count)[-1]) for count in ("1", "2"))
    assert one[0] > one[-2], "it learns"
    assert two == pytest.approx(one, rel=1e-4)


@pytest.mark.tf
@pytest.mark.slow
@pytest.mark.soak
def test_a_whole_run_on_two_devices_takes_any_number_of_pictures(tmp_path: Path) -> None:
    refused, result = _run(RUN, "2", str(tmp_path))[-2:]
    assert refused.startswith("training.batch = 3 cannot be shared evenly by 2 CPUs")
    validated, iou, before, after = json.loads(result)
    assert validated % 2, "the devices cannot share the pictures evenly"
    assert 0.0 <= iou <= 1.0
    assert before > 1e-3, "each device measures its own part of a batch"
    assert after == 0.0, "what validates and is saved is the same everywhere"
    assert (tmp_path / "run/resume/state.npz").stat().st_size > 0


@pytest.mark.tf
@pytest.mark.slow
@pytest.mark.soak
@pytest.mark.skipif(find_spec("jax") is None, reason="needs jax, which `make setup` installs")
def test_steps_run_on_jax() -> None:
    assert _run(STEP, backend="jax")[-1] == "stepped"
