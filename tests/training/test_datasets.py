"""What of each data set trains, what validates, and which output learns from it."""

import json
import shutil
from pathlib import Path

import msgspec
import pytest

pytest.importorskip("keras", reason="needs the train extra")

from roadeye.cli.progress import progress
from roadeye.data.detect import open_dataset
from roadeye.errors import InputError
from roadeye.scenes.write import write_dataset
from roadeye.training.datasets import open_datasets
from roadeye.training.decode import decode
from roadeye.training.recipe import ModelPart, Recipe
from roadeye.training.recipe_file import read_recipe


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three data sets: scenes, the same as KITTI would label them, and a folder pair."""
    root = tmp_path_factory.mktemp("datasets")
    for name in ("scenes", "kitti"):
        write_dataset(root / name, 3, 0, (32, 64))
    (root / "kitti" / "dataset.toml").unlink()
    pair = root / "pair"
    pair.mkdir()
    (root / "scenes" / "training" / "image_2").rename(pair / "images")
    (root / "scenes" / "training" / "gt_image_2").rename(pair / "masks")
    for path in (pair / "masks").iterdir():
        path.rename(path.with_name(path.name.replace("_road", "")))
    write_dataset(root / "scenes", 3, 0, (32, 64))
    return [root / "scenes", root / "kitti", root / "pair"]


def recipe(*data: str) -> Recipe:
    settings = ['network.heads=["road", "drivable"]', f"data=[{', '.join(data)}]"]
    return read_recipe("smoke", settings)


def test_each_set_teaches_the_output_that_means_the_same(roots: list[Path]) -> None:
    scenes, kitti, pair = open_datasets(roots, recipe())
    assert [scenes.labels, kitti.labels, pair.labels] == ["road", "drivable", ""]
    assert [scenes.head, kitti.head, pair.head] == [0, 1, 0]
    told = recipe("{}", "{}", '{labels = "drivable"}')
    assert open_datasets(roots, told)[2].head == 1, "a recipe knows better than a layout"


def test_a_set_may_train_whole(roots: list[Path]) -> None:
    scenes, kitti, _ = open_datasets(roots, recipe('{split = "all"}'))
    assert [len(scenes.train.items), len(scenes.val.items)] == [3, 0]
    assert [len(kitti.train.items), len(kitti.val.items)] == [2, 1]


def test_every_output_must_be_taught_unless_it_was(roots: list[Path]) -> None:
    with pytest.raises(InputError, match="no data set teaches the head drivable"):
        open_datasets(roots[:1], recipe())
    two = recipe()
    tuned = msgspec.structs.replace(two, model=ModelPart(trained_before=("kitti-road",)))
    assert open_datasets(roots[:1], tuned)[0].head == 0


def test_a_side_alone_is_no_split_of_a_recipe(roots: list[Path]) -> None:
    with pytest.raises(InputError, match="give default, all, by-sequence, random10 or a JSON"):
        open_datasets(roots, recipe('{split = "val"}'))
    with pytest.raises(InputError, match="give default, all, by-sequence, random10 or a JSON"):
        open_datasets(roots, recipe('{split = "defualt"}'))


def test_no_picture_trains_and_validates(roots: list[Path], tmp_path: Path) -> None:
    names = [item.name for item in open_dataset(roots[0]).items]
    both = tmp_path / "both.json"
    both.write_text(json.dumps({"train": names, "val": names[:1]}), encoding="utf-8")
    with pytest.raises(InputError, match=rf"1 pictures would train .*{names[0]}"):
        open_datasets(roots, recipe(f'{{split = "{both}"}}'))
    twice = [roots[0], roots[0] / ".." / roots[0].name, roots[1]]
    with pytest.raises(InputError, match="give each folder once"):
        open_datasets(twice, recipe('{split = "all"}'))


def test_every_broken_picture_is_named_before_training(roots: list[Path], tmp_path: Path) -> None:
    copy = tmp_path / "scenes"
    shutil.copytree(roots[0], copy)
    chosen = recipe()
    datasets = open_datasets([copy, roots[1]], chosen)
    broken = [datasets[0].train.items[0].image, datasets[0].val.items[0].label]
    for path in broken:
        path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(InputError, match="2 of 6 pictures cannot be used") as refused:
        decode(datasets, chosen, progress)
    assert all(str(path) in str(refused.value) for path in broken)


def test_something_must_validate(roots: list[Path]) -> None:
    with pytest.raises(InputError, match="leaves none to choose the best epoch by"):
        open_datasets(roots, recipe(*3 * ['{split = "all"}']))
