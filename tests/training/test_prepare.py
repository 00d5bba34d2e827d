"""When a run is cross-validated, before TensorFlow is imported."""

from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import msgspec
import numpy as np
import pytest

from roadeye.data.folds import NEAR_DUPLICATES
from roadeye.errors import InputError
from roadeye.io.atomic import write_text
from roadeye.io.images import write_png
from roadeye.training.prepare import FEW, Prepared, prepare, run_digest
from roadeye.training.recipe import ModelPart
from roadeye.training.recipe_file import read_recipe
from roadeye.training.run_folder import RunFolder
from roadeye.training.run_split import Split

SHOWN = SimpleNamespace(advance=lambda *_: None, say=lambda _: None)


def written(root: Path, seeds: list[int], folder: str = "") -> Path:
    """Write pairs whose pictures are alike where their seeds are."""
    for number, seed in enumerate(seeds):
        random = np.random.default_rng(seed)
        coarse = random.integers(0, 256, (6, 8, 3), dtype=np.uint8)
        label = np.zeros((48, 64), np.uint8)
        label[24:] = 255
        name = f"{folder}{number:02}.png"
        write_png(root / "images" / name, coarse.repeat(8, axis=0).repeat(8, axis=1))
        write_png(root / "masks" / name, label)
    return root


def prepared(
    data: Path, out: Path, *settings: str, before: str = "another (9 pictures)"
) -> Prepared:
    recipe = read_recipe("smoke", ["training.folds=3", "input.sizes=[[48, 64]]", *settings])
    recipe = msgspec.structs.replace(
        recipe, model=ModelPart(trained_before=(before,) if before else ())
    )
    return prepare(
        [data], recipe, RunFolder(out), resume=False, progress=lambda *_: nullcontext(SHOWN)
    )


def test_few_pictures_are_divided_and_all_train(tmp_path: Path) -> None:
    run = prepared(written(tmp_path / "data", [1, 2, 1, 3, 4]), tmp_path / "run")
    assert run.folds is not None
    assert run.folds.grouped_by == NEAR_DUPLICATES
    assert run.folds.groups == (0, 1, 0, 2, 3)
    assert run.folds.folds == (0, 1, 0, 2, 1)
    assert run.split.train == (("00", "01", "02", "03", "04"),)
    assert run.split.val == ((),)


def test_what_is_not_cross_validated(tmp_path: Path) -> None:
    data = written(tmp_path / "data", [1, 2, 3, 4, 5])
    out = tmp_path / "run"
    assert prepared(data, out, "training.folds=0").folds is None
    assert prepared(data, out, before="").folds is None, "there is no trained model"
    assert prepared(written(tmp_path / "many", list(range(FEW))), out).folds is None
    own = written(written(tmp_path / "own", [1, 2, 3], "train/"), [4, 5], "val/")
    run = prepared(own, out)
    assert run.folds is None, "its maker has split it"
    assert [len(names) for names in (*run.split.train, *run.split.val)] == [3, 2]


def test_pictures_that_are_all_alike_are_refused(tmp_path: Path) -> None:
    data = written(tmp_path / "data", [1, 1, 1])
    with pytest.raises(InputError, match="3 pictures are near-duplicates of each other"):
        prepared(data, tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_a_recipe_says_how_a_split_by_hand_is_kept(tmp_path: Path) -> None:
    data = written(tmp_path / "data", [1, 2, 3, 4, 5])
    split = tmp_path / "split.json"
    write_text(split, '{"train": ["00", "01", "02"], "val": ["03", "04"]}')
    recipe = tmp_path / "mine.toml"
    write_text(recipe, f'name = "mine"\n[training]\nfolds = 3\n[[data]]\nsplit = "{split}"\n')
    mine = msgspec.structs.replace(
        read_recipe(str(recipe)), model=ModelPart(trained_before=("another",))
    )
    run = prepare(
        [data], mine, RunFolder(tmp_path / "run"), resume=False,
        progress=lambda *_: nullcontext(SHOWN),
    )  # fmt: skip
    assert run.folds is None
    assert run.split.val == (("03", "04"),)


def test_distillation_needs_first_weights_that_are_trained(tmp_path: Path) -> None:
    data, out = written(tmp_path / "data", [1, 2, 3, 4, 5]), tmp_path / "run"
    settings = ["loss.distillation=1.0", 'network.heads=["road", "drivable"]']
    with pytest.raises(InputError, match='"scratch" has no trained heads'):
        prepared(data, out, *settings)
    assert not out.exists()
    prepared(data, out, *settings, f"training.weights={tmp_path / 'trained.npz'}")
    prepared(data, tmp_path / "one_head", settings[0])


def test_runs_from_before_there_was_distillation_can_be_resumed() -> None:
    split = Split(roots=("a",), train=(("x",),), val=(("y",),))
    scratch = ["training.weights=scratch"]
    digests = [
        run_digest(read_recipe("roadeye", [*scratch, f"loss.distillation={weight}"]), split)
        for weight in (0.0, 0.5, 1.0)
    ]
    # of the recipe as it was; any change to it or to the defaults makes another
    assert digests[0] == "6ef8f4f7c69f044d"
    assert len(set(digests)) == 3
