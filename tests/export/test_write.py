"""Export: what the file says is what the network says, or there is no file."""

from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest
from fake_engine import FakeEngine

pytest.importorskip("keras", reason="needs the train extra")

from roadeye.errors import InputError, ModelError
from roadeye.export.card import model_card
from roadeye.export.checkpoint import Checkpoint, read_checkpoint
from roadeye.export.parity import TOLERANCE, largest_difference, require_parity
from roadeye.export.write import spec_of, write_litert
from roadeye.inference.segmenter import open_segmenter
from roadeye.model.engine import open_engine
from roadeye.training.networks.build import build
from roadeye.training.recipe_file import read_recipe
from roadeye.training.run_folder import RunFolder
from roadeye.training.run_split import Split
from roadeye.training.state import Meta, Row

pytestmark = pytest.mark.tf


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    recipe = read_recipe("smoke", ["input.sizes=[[64, 96], [96, 64]]"])
    network = build(recipe.network)
    rng = np.random.default_rng(0)
    weights = [value + rng.normal(0, 0.02, value.shape) for value in network.get_weights()]
    split = Split(roots=("somewhere/kitti-road",), train=(("a", "b"),), val=(("c",),))
    return Checkpoint(RunFolder(Path("run")), recipe, split, weights, network.count_params())


def test_a_file_of_two_windows(checkpoint: Checkpoint, tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    images = [rng.integers(0, 256, size, dtype=np.uint8) for size in [(50, 80, 3), (90, 60, 3)]]
    path = tmp_path / "m.tflite"
    assert write_litert(checkpoint, {"x iou": 0.5}, images, path) < 1e-5
    engine = open_engine(path)
    assert engine.spec.trained_on == ("kitti-road (2 pictures)",)
    assert engine.spec.scores == {"x iou": 0.5}
    assert engine.spec.parameters == checkpoint.parameters
    other = [value + np.float32(0.01) for value in checkpoint.weights]
    difference = largest_difference(checkpoint.recipe.network, other, engine, images)
    assert difference > TOLERANCE, "the gate can see other weights"


def test_a_file_of_two_heads(tmp_path: Path) -> None:
    settings = ["input.sizes=[[64, 96]]", 'network.heads=["road", "drivable"]']
    recipe = read_recipe("smoke", settings)
    network = build(recipe.network)
    rng = np.random.default_rng(0)
    weights = [value + rng.normal(0, 0.05, value.shape) for value in network.get_weights()]
    split = Split(roots=("a",), train=(("a",),), val=(("c",),))
    two = Checkpoint(RunFolder(Path("run")), recipe, split, weights, network.count_params())
    image = rng.integers(0, 256, (64, 96, 3), dtype=np.uint8)
    path = tmp_path / "m.tflite"
    assert write_litert(two, {}, [image], path) < 1e-5, "each output is compared with its own"
    maps = open_engine(path)(image[None])[0]
    assert np.abs(maps[..., 0] - maps[..., 1]).max() > TOLERANCE
    every, drivable = (open_segmenter(path, head=name) for name in ("road", "drivable"))
    np.testing.assert_array_equal(every.probability(image), maps[..., 0])
    np.testing.assert_array_equal(drivable.probability(image), maps[..., 1])
    assert open_segmenter(path, labels="drivable").head.name == "drivable"
    assert open_segmenter(path, labels="").head.name == "road"
    with pytest.raises(ModelError, match="no head 'lane'; it has: road, drivable"):
        open_segmenter(path, head="lane")


def test_the_gate_sees_what_is_no_number(checkpoint: Checkpoint, tmp_path: Path) -> None:
    image = np.zeros((64, 96, 3), np.uint8)
    path = tmp_path / "m.tflite"
    write_litert(checkpoint, {}, [image], path)
    broken = FakeEngine(lambda tensor: np.full(tensor.shape[:2], np.nan, np.float32))
    spec = open_engine(path).spec
    broken = replace(broken, spec=spec)
    found = largest_difference(checkpoint.recipe.network, checkpoint.weights, broken, [image])
    assert np.isnan(found)


@pytest.mark.parametrize("trained_before", [(), ("kitti-road (217 pictures)",)])
def test_a_card_claims_no_unseen_pictures_for_a_tuned_model(
    checkpoint: Checkpoint, trained_before: tuple[str, ...]
) -> None:
    part = msgspec.structs.replace(checkpoint.recipe.model, trained_before=trained_before)
    recipe = msgspec.structs.replace(checkpoint.recipe, model=part)
    tuned = replace(checkpoint, recipe=recipe)
    row = Row(epoch=1, loss=1.0, iou=0.5, val_loss=1.0, val_iou=0.5, learning_rate=0.1, seconds=1.0)
    card = model_card(spec_of(tuned, {}), tuned, Meta(run="a", history=(row,), best=()), 0.0)
    assert ("none of them was trained on" in card) == (not trained_before)
    assert ("may have seen some" in card) == bool(trained_before)


@pytest.mark.parametrize("difference", [2e-3, float("nan"), float("inf")])
def test_the_gate_refuses(difference: float) -> None:
    with pytest.raises(ModelError, match="was not kept"):
        require_parity(difference)


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no recipe\.toml"):
        read_checkpoint(tmp_path)
