"""Training through the real entry point, on drawn scenes: it learns, it stops, it goes on."""

import csv
import json
import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

keras = pytest.importorskip("keras", reason="needs the train extra")

from roadeye.cli import main
from roadeye.errors import InputError, RoadeyeError
from roadeye.inference.segmenter import Segmenter
from roadeye.model.engine import open_engine
from roadeye.scenes import write_dataset
from roadeye.training.augment.recipe import AugmentRecipe
from roadeye.training.batches import Mixture, TrainingBatches
from roadeye.training.callbacks import FiniteGuard
from roadeye.training.devices import as_tf_dataset, reraising
from roadeye.training.ema_weights import EmaWeights
from roadeye.training.examples import Example, ExampleCache
from roadeye.training.networks.batch_norm import batch_norms
from roadeye.training.prepare import identity
from roadeye.training.recipe_file import read_recipe
from roadeye.training.run_folder import RunFolder
from roadeye.training.state import read_meta
from roadeye.training.train import compiled

KILLS = int(os.environ.get("ROADEYE_KILLS", "1"))
"""`make test-slow` takes 20."""
START = 10.0
"""Every fourth kill comes within these seconds, or an epoch if that is sooner."""
EPOCHS_OF_A_KILL = 4
"""More than a run does from its first epoch to the kill, so that there is always one to kill."""
COUNT = EPOCHS_OF_A_KILL * (KILLS + 1)
"""Epochs of a run that is killed, and of the one without a break."""
EPOCHS = ("--set", f"training.epochs={COUNT}")
TINY = ("input.sizes=[[64, 208]]", "input.crop=[64, 96]", "training.steps=12", "training.epochs=3")


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("scenes")
    write_dataset(root, 12, 3, (94, 311), "kitti")
    return root


def _command(scenes: Path, run: Path, *more: str) -> list[str]:
    settings = [word for setting in TINY for word in ("--set", setting)]
    return ["train", str(scenes), "-o", str(run), "--recipe", "smoke", *settings, *more]


def _process(scenes: Path, run: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "roadeye", *_command(scenes, run, *more)]


@pytest.fixture(scope="module")
def straight(scenes: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Train without a break, for as many epochs as a run that is killed."""
    run = tmp_path_factory.mktemp("runs") / "straight"
    done = subprocess.run(
        _process(scenes, run, *EPOCHS), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "val iou" in done.stdout
    return run


@pytest.mark.slow
@pytest.mark.tf
def test_a_step_changes_every_weight_and_the_average_validates() -> None:
    model = compiled(read_recipe("smoke"), steps=10)
    before = [np.array(variable) for variable in model.trainable_variables]
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (2, 96, 160, 3), dtype=np.uint8)
    for _ in range(2):  # the first step of the warm-up has the rate 0
        model.train_on_batch(images, rng.integers(0, 2, (2, 96, 160, 1), dtype=np.uint8))
    for variable, old in zip(model.trainable_variables, before, strict=True):
        assert not np.array_equal(np.array(variable), old), variable.path
    _check_that_the_average_validates(model)


@pytest.mark.tf
@pytest.mark.slow
def test_the_average_validates_in_mixed_precision() -> None:
    model = compiled(read_recipe("smoke", ["training.precision=mixed_float16"]), steps=80)
    assert keras.config.dtype_policy().name == "float32", "what comes after is not touched"
    for _ in range(2):
        model.train_on_batch(
            np.zeros((2, 96, 160, 3), np.uint8), np.ones((2, 96, 160, 1), np.uint8)
        )
    _check_that_the_average_validates(model)


def _check_that_the_average_validates(model: Any) -> None:
    swap, variable = EmaWeights(model), model.trainable_variables[0]
    own = np.array(variable)
    swap.on_test_begin()
    assert not np.array_equal(np.array(variable), own)
    swap.on_test_end()
    np.testing.assert_array_equal(np.array(variable), own)


@pytest.mark.tf
@pytest.mark.slow
@pytest.mark.parametrize(
    ("recipe", "steps", "expected"),
    [("smoke", 80, 0.9), ("smoke", 8000, 0.99), ("mobilenet_v2_fpn", 80, 0.999)],
)
def test_norms_keep_up_with_a_short_run_but_for_the_original(
    recipe: str, steps: int, expected: float
) -> None:
    model = compiled(read_recipe(recipe, ["training.weights=scratch"]), steps)
    assert {norm.momentum for norm in batch_norms(model)} == {expected}


@pytest.mark.tf
@pytest.mark.slow
def test_a_run_learns_and_leaves_all_that_it_promises(scenes: Path, straight: Path) -> None:
    run = straight
    rows = list(csv.DictReader((run / "history.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["epoch"] for row in rows] == [str(epoch + 1) for epoch in range(COUNT)]
    assert float(rows[-1]["loss"]) < float(rows[0]["loss"])
    for name in (
        "recipe.toml", "split.json", "loss_curves.png", "augmentation_overview.png",
        "model.tflite", "model_card.md", "resume/state.npz",
    ):  # fmt: skip
        assert (run / name).stat().st_size > 0, name
    assert any((run / "log_dir").iterdir())
    assert any((run / "val_predictions").rglob("*.jpg"))
    best = sorted((run / "checkpoints").iterdir())
    assert all(path.name.startswith("best-ep-") for path in best)
    assert not [path for path in run.rglob(".*") if path.is_file()], "no temporary file is left"
    with pytest.raises(SystemExit) as ended:
        main(_command(scenes, run))
    assert ended.value.code == 2, "a run is not overwritten"
    with pytest.raises(SystemExit) as ended:
        main(_command(scenes, run, *EPOCHS, "--resume", "--set", "training.learning_rate=0.1"))
    assert ended.value.code == 2, "a run of another recipe is not resumed"


@pytest.mark.tf
@pytest.mark.slow
def test_a_loss_that_is_no_number_stops_the_run_and_names_the_batch(
    scenes: Path, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    wild = (
        "--set",
        "training.learning_rate=1e38",
        "--set",
        "training.warmup_steps=0",
        "--set",
        "training.clip_norm=0",
    )
    done = subprocess.run(_process(scenes, run, *wild), capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert "the loss is not a number in epoch 1" in done.stderr
    names = json.loads((run / "not_finite.json").read_text(encoding="utf-8"))
    assert len(names) == 4
    assert set(names) <= set(json.loads((run / "split.json").read_text(encoding="utf-8"))["train"])


@pytest.mark.tf
@pytest.mark.slow
def test_a_killed_run_ends_with_the_same_bits(scenes: Path, straight: Path, tmp_path: Path) -> None:
    killed = RunFolder(tmp_path / "killed")
    rng = np.random.default_rng()
    more: tuple[str, ...] = EPOCHS
    for kill in range(KILLS):
        process = subprocess.Popen(
            _process(scenes, killed.root, *more), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        last, early = kill == KILLS - 1, kill % 4 == 0
        _await_epochs(
            killed,
            process,
            COUNT if last else _finished(killed) + 1,  # the last while the model is written
            within=float(rng.uniform(0.0, START)) if early and not last else math.inf,
        )
        time.sleep(float(rng.uniform(0.0, 1.0)))
        assert process.poll() is None, "the kill hits a run that has not ended"
        process.send_signal(signal.SIGKILL)
        process.communicate()
        more = (*EPOCHS, *(("--resume",) if killed.root.exists() else ()))
    subprocess.run(_process(scenes, killed.root, *more), capture_output=True, check=True)
    with np.load(straight / "resume/state.npz") as one, np.load(killed.state) as two:
        names = [name for name in one.files if name != "meta"]  # which holds durations
        assert names
        for name in names:
            np.testing.assert_array_equal(one[name], two[name])
    one, two = ([path.name for path in run.iterdir()] for run in (straight, killed.root))
    assert sorted(one) == sorted(two)
    assert sorted(path.name for path in (straight / "checkpoints").iterdir()) == sorted(
        path.name for path in killed.checkpoints.iterdir()
    )


def _finished(run: RunFolder) -> int:
    return len(read_meta(run.state).history) if run.state.exists() else 0


def _await_epochs(
    run: RunFolder, process: "subprocess.Popen[bytes]", count: int, *, within: float
) -> None:
    """Wait until a run has finished a number of epochs, but no more than some seconds."""
    end = time.monotonic() + within
    while _finished(run) < count and time.monotonic() < end:
        assert process.poll() is None, process.communicate()[1].decode()[-2000:]
        time.sleep(0.02)


@pytest.mark.tf
@pytest.mark.slow
@pytest.mark.parametrize(
    "precision", ["mixed_bfloat16", pytest.param("mixed_float16", marks=pytest.mark.soak)]
)
def test_a_run_in_mixed_precision_ends_with_a_model_in_float32(
    precision: str, scenes: Path, tmp_path: Path
) -> None:
    more = ("--set", f"training.precision={precision}", "--set", "training.epochs=1")
    done = subprocess.run(
        _process(scenes, tmp_path, *more), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    image = np.zeros((94, 311, 3), np.uint8)
    assert Segmenter(open_engine(tmp_path / "model.tflite"))(image).probability.shape == (94, 311)


@pytest.mark.tf
@pytest.mark.slow
def test_a_share_of_the_first_weights_stays() -> None:
    model = compiled(
        read_recipe("smoke", ["training.ema_momentum=0", "training.warmup_steps=0"]), steps=80
    )
    first = np.array(model.trainable_variables[0])
    swaps = {share: EmaWeights(model, share) for share in (0.25, 1.0)}
    model.train_on_batch(np.zeros((2, 96, 160, 3), np.uint8), np.ones((2, 96, 160, 1), np.uint8))
    trained = np.array(model.trainable_variables[0])
    for share, swap in swaps.items():
        swap.on_test_begin()
        mixed = np.array(model.trainable_variables[0])
        np.testing.assert_allclose(mixed, share * first + (1 - share) * trained, atol=1e-6)
        swap.on_test_end()
        np.testing.assert_array_equal(np.array(model.trainable_variables[0]), trained)


@pytest.mark.tf
def test_weights_spoilt_by_the_last_step_of_an_epoch_stop_the_run(tmp_path: Path) -> None:
    cache = ExampleCache(lambda _: pytest.fail("no picture is needed"), 20, 0)
    batches = TrainingBatches(
        cache, Mixture((20,), (1.0,)), AugmentRecipe(), (64, 96), batch=1, steps=5, seed=0
    )
    folder = RunFolder(tmp_path)
    guard = FiniteGuard(folder, batches, [f"picture {index}" for index in range(20)])
    guard.on_epoch_begin(2)
    guard.on_epoch_end(2, {"loss": 0.5, "val_loss": 0.5})
    with pytest.raises(RoadeyeError, match="not a number in epoch 3, step 5"):
        guard.on_epoch_end(2, {"loss": 0.5, "val_loss": float("nan")})
    assert json.loads(folder.bad_batch.read_text(encoding="utf-8")) == [
        f"picture {batches.examples_of(14)[0]}"
    ]


@pytest.mark.tf
def test_what_may_change_when_a_run_is_resumed() -> None:
    recipe = read_recipe("smoke")
    for same in (
        "training.cache_mib=100",
        "training.max_checkpoints=1",
        "about=another",
        "model.licence=MIT",
    ):
        assert identity(read_recipe("smoke", [same])) == identity(recipe), same
    for other in (
        "training.learning_rate=0.1",
        "loss.dice=0.1",
        "augment.flip=0.1",
        "training.seed=1",
    ):
        assert identity(read_recipe("smoke", [other])) != identity(recipe), other


@pytest.mark.tf
def test_a_picture_that_is_lost_during_the_run_is_named() -> None:
    def read(index: int) -> Example:
        raise InputError(f"picture {index} is gone")

    batches = TrainingBatches(
        ExampleCache(read, 1, 0),
        Mixture((1,), (1.0,)),
        AugmentRecipe(),
        (64, 96),
        batch=1,
        steps=1,
        seed=0,
    )
    with pytest.raises(InputError, match="picture 0 is gone"), reraising() as failed:
        next(iter(as_tf_dataset(batches, (1, 64, 96), failed)))


@pytest.mark.tf
@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other signals")
def test_a_terminated_run_ends_at_once_and_can_be_resumed(scenes: Path, tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run")
    with subprocess.Popen(
        _process(scenes, run.root, "--set", "training.epochs=500"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while _finished(run) < 1:
            assert process.poll() is None, process.communicate()[1][-2000:]
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM
    assert f"add --resume to continue {run.root}" in said
    assert not [line for line in said.splitlines() if "cuda" in line.lower() or "E0000" in line]
    assert not [path for path in run.root.rglob(".*") if path.is_file()]
    assert _finished(run) >= 1
