"""Where fine-tuning finds its first weights, and what it takes over from the model."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs the train extra")

from roadeye.cli import main
from roadeye.errors import InputError
from roadeye.export.parity import compare, require_parity
from roadeye.export.reference import KerasEngine
from roadeye.export.source import read_trained
from roadeye.model.engine import open_engine
from roadeye.training.recipe_file import read_recipe, write_recipe
from roadeye.training.run_folder import RunFolder
from roadeye.training.run_split import Split
from roadeye.training.start import find_start, fine_tuning
from roadeye.training.state import Meta, write_meta


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    folder = RunFolder(tmp_path / "run")
    folder.checkpoints.mkdir(parents=True)
    folder.recipe.write_text(
        write_recipe(read_recipe("smoke", ["training.seed=5"])), encoding="utf-8"
    )
    split = Split(roots=("some/camvid",), train=(("a", "b"),), val=(("c",),))
    folder.split.write_text(split.to_json(), encoding="utf-8")
    write_meta(folder.state, Meta(run="x", history=(), best=("best-ep-1.weights.h5",)))
    return folder


@pytest.mark.slow
@pytest.mark.tf
def test_the_weights_beside_the_bundled_model_are_those_in_it() -> None:
    image = np.random.default_rng(0).integers(0, 256, (120, 400, 3), dtype=np.uint8)
    network = KerasEngine(read_trained("roadeye"))
    require_parity(compare(network, open_engine(), [image], "noise"))
    assert find_start("roadeye").trained_on == open_engine().spec.trained_on


def test_a_run_is_found_by_itself_and_by_what_is_in_it(run: RunFolder) -> None:
    best = run.checkpoints / "best-ep-1.weights.h5"
    other = run.checkpoints / "best-ep-7.weights.h5"
    assert find_start(str(run.root)).weights == best
    assert find_start(str(run.model)).weights == best
    assert find_start(str(other)).weights == other
    assert find_start(str(run.root)).trained_on == ("camvid (2 pictures)",)


def test_the_network_comes_from_the_model_and_the_rates_from_the_recipe(run: RunFolder) -> None:
    recipe = fine_tuning(find_start(str(run.root)), read_recipe("fine_tune", ["training.epochs=3"]))
    smoke = read_recipe("smoke")
    assert (recipe.network, recipe.input.sizes) == (smoke.network, smoke.input.sizes)
    assert (recipe.training.epochs, recipe.training.freeze_batch_norm, recipe.training.seed) == (
        3,
        True,
        123,
    )
    assert recipe.model.trained_before == ("camvid (2 pictures)",)
    assert (recipe.name, recipe.model.licence) == ("smoke-tuned", smoke.model.licence)
    said = ["name=mine", "model.licence=mine alone"]
    own = fine_tuning(find_start(str(run.root)), read_recipe("fine_tune", said))
    assert (own.name, own.model.licence) == ("mine", "mine alone")
    assert own.model.description == smoke.model.description
    again = RunFolder(run.root.parent / "again")
    again.root.mkdir()
    again.recipe.write_text(write_recipe(recipe), encoding="utf-8")
    again.split.write_text(Split(("own",), (("x",),), (("y",),)).to_json(), encoding="utf-8")
    write_meta(again.state, Meta(run="x", history=(), best=("best-ep-1.weights.h5",)))
    assert find_start(str(again.root)).trained_on == ("camvid (2 pictures)", "own (1 pictures)")


def test_a_model_with_named_heads_takes_no_description() -> None:
    with pytest.raises(InputError, match="named heads, road and drivable"):
        fine_tuning(find_start("roadeye"), read_recipe("fine_tune", ["model.description=my road"]))


def test_what_has_no_weights_is_refused(run: RunFolder, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no recipe\.toml is found around it"):
        find_start(str(tmp_path / "model.tflite"))
    write_meta(run.state, Meta(run="x", history=(), best=()))
    with pytest.raises(InputError, match="no finished epoch yet"):
        find_start(str(run.root))


@pytest.mark.parametrize("setting", ["network.context=0", "network={context = 0}"])
def test_settings_of_the_network_do_not_go_with_a_model(
    setting: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["train", str(tmp_path), "-o", str(tmp_path / "run"), "--from", "roadeye"]
    with pytest.raises(SystemExit, match="2"):
        main([*given, "--set", setting])
    assert "the network, its input sizes and its first weights are the model's" in (
        capsys.readouterr().err
    )
