"""Export: what the file says is what the network says, or there is no file."""

from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

pytest.importorskip("keras", reason="needs the train extra")
pytest.importorskip("onnx", reason="needs the export extra")

from tiny_networks import SIZES, tiny_network

from roadeye.errors import InputError, ModelError
from roadeye.evaluation.compare import Difference
from roadeye.export.card import model_card
from roadeye.export.checkpoint import Checkpoint, read_checkpoint, spec_of
from roadeye.export.forgetting import Forgetting
from roadeye.export.formats import LITERT, Format, Numbers
from roadeye.export.pictures import ParityPictures
from roadeye.export.source import of_checkpoint
from roadeye.export.trained import folded
from roadeye.export.write import Request, export
from roadeye.inference.segmenter import open_segmenter
from roadeye.model.engine import open_engine
from roadeye.training.fold_scores import CrossValidation
from roadeye.training.networks.build import build
from roadeye.training.recipe_file import read_recipe
from roadeye.training.run_folder import RunFolder
from roadeye.training.run_split import Split
from roadeye.training.state import Meta, Row

pytestmark = pytest.mark.tf

RNG = np.random.default_rng(1)
PICTURES = ParityPictures(
    tuple(RNG.integers(0, 256, size, dtype=np.uint8) for size in [(50, 80, 3), (90, 60, 3)]),
    "noise",
)


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    recipe = read_recipe("smoke", ["input.sizes=[[64, 96], [96, 64]]"])
    network = build(recipe.network)
    rng = np.random.default_rng(0)
    weights = [value + rng.normal(0, 0.02, value.shape) for value in network.get_weights()]
    split = Split(roots=("somewhere/kitti-road",), train=(("a", "b"),), val=(("c",),))
    return Checkpoint(RunFolder(Path("run")), recipe, split, weights, network.count_params())


@pytest.mark.slow
def test_a_file_of_two_sizes_and_two_heads(tmp_path: Path) -> None:
    trained, path = tiny_network(), tmp_path / "m.tflite"
    told: list[str] = []
    parity = export(Request(trained, LITERT, pictures=PICTURES), path, told.append)
    assert parity.largest < 1e-5, "each head is compared with its own"
    assert (parity.pictures, parity.source, parity.iou) == (2, "noise", 1)
    engine = open_engine(path)
    assert engine.spec == msgspec.structs.replace(folded(trained).spec, parity=parity)
    assert len(told) == 2
    image = RNG.integers(0, 256, (*SIZES[0], 3), dtype=np.uint8)
    maps = engine(image[None])[0]
    assert np.abs(maps[..., 0] - maps[..., 1]).max() > 1e-3
    every, drivable = (open_segmenter(path, head=name) for name in ("road", "drivable"))
    np.testing.assert_array_equal(every.probability(image), maps[..., 0])
    np.testing.assert_array_equal(drivable.probability(image), maps[..., 1])
    assert open_segmenter(path, labels="drivable").head.name == "drivable"
    assert open_segmenter(path, labels="").head.name == "road"
    with pytest.raises(ModelError, match="no head 'lane'; it has: road, drivable"):
        open_segmenter(path, head="lane")


@pytest.mark.slow
def test_a_file_that_is_another_network_is_not_kept(tmp_path: Path) -> None:
    foreign = Format("foreign", ".onnx", "foreign_format")
    with pytest.raises(ModelError, match="a probability differs by"):
        export(Request(tiny_network(), foreign, pictures=PICTURES), tmp_path / "m.onnx")
    whole = replace(foreign, numbers=Numbers.INTEGER)
    with pytest.raises(InputError, match="foreign needs labelled pictures"):
        export(Request(tiny_network(), whole, pictures=PICTURES), tmp_path / "m.onnx")
    assert not list(tmp_path.iterdir())


def test_a_checkpoint_says_what_its_run_knows(checkpoint: Checkpoint) -> None:
    spec = of_checkpoint(checkpoint).spec
    assert spec.trained_on == ("kitti-road (2 pictures)",)
    assert spec.parameters == checkpoint.parameters
    assert spec_of(checkpoint, {"x iou": 0.5}).scores == {"x iou": 0.5}


@pytest.mark.parametrize("trained_before", [(), ("kitti-road (217 pictures)",)])
def test_a_card_claims_no_unseen_pictures_for_a_tuned_model(
    checkpoint: Checkpoint, trained_before: tuple[str, ...]
) -> None:
    part = msgspec.structs.replace(checkpoint.recipe.model, trained_before=trained_before)
    recipe = msgspec.structs.replace(checkpoint.recipe, model=part)
    tuned = replace(checkpoint, recipe=recipe)
    row = Row(epoch=1, loss=1.0, iou=0.5, val_loss=1.0, val_iou=0.5, learning_rate=0.1, seconds=1.0)
    card = model_card(spec_of(tuned, {}), tuned, Meta(run="a", history=(row,), best=()))
    assert ("none of them was trained on" in card) == (not trained_before)
    assert ("may have seen some" in card) == bool(trained_before)


def test_a_card_of_a_cross_validated_model(checkpoint: Checkpoint) -> None:
    found = CrossValidation(
        pictures=2, folds=2, groups=2, grouped_by="sequence", before=0.8, after=0.85,
        difference=(0.02, 0.07),
    )  # fmt: skip
    row = Row(epoch=1, loss=1.0, iou=0.5, val_loss=1.0, val_iou=0.5, learning_rate=0.1, seconds=1.0)
    meta = Meta(run="a", history=(row,), best=(), cross_validation=found)
    forgotten = Forgetting("drawn scenes", 9, Difference(0.95, 0.94, None))
    spec = spec_of(checkpoint, {"cross-validated iou": 0.85})
    card = model_card(spec, checkpoint, meta, [forgotten])
    assert "IoU 0.8000 before, 0.8500 after" in card
    assert "| cross-validated iou | 0.8500 |" in card
    assert "- drawn scenes: IoU 0.9500 before, 0.9400 after (-1.0 points), 9 pictures" in card
    assert "validation pictures" not in card
    assert f"| licence | {spec.licence} |" in card


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no recipe\.toml"):
        read_checkpoint(tmp_path)
