"""What of each data set trains, what validates, and which output learns from it."""

from pathlib import Path

import msgspec
import pytest

pytest.importorskip("keras", reason="needs the train extra")

from roadeye.data.scenes.write import write_dataset
from roadeye.errors import InputError
from roadeye.learn.recipe import ModelPart, Recipe
from roadeye.learn.recipe_file import read_recipe
from roadeye.learn.sources import open_sources


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three data sets: scenes, the same as KITTI would label them, and a folder pair."""
    root = tmp_path_factory.mktemp("sources")
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
    settings = ['network.meanings=["all", "reachable"]', f"data=[{', '.join(data)}]"]
    return read_recipe("smoke", settings)


def test_each_set_teaches_the_output_that_means_the_same(roots: list[Path]) -> None:
    scenes, kitti, pair = open_sources(roots, recipe())
    assert [scenes.meaning, kitti.meaning, pair.meaning] == ["all", "reachable", ""]
    assert [scenes.output, kitti.output, pair.output] == [0, 1, 0]
    told = recipe("{}", "{}", '{meaning = "reachable"}')
    assert open_sources(roots, told)[2].output == 1, "a recipe knows better than a layout"


def test_a_set_may_train_whole(roots: list[Path]) -> None:
    scenes, kitti, _ = open_sources(roots, recipe('{split = "all"}'))
    assert [len(scenes.train.items), len(scenes.val.items)] == [3, 0]
    assert [len(kitti.train.items), len(kitti.val.items)] == [2, 1]


def test_every_output_must_be_taught_unless_it_was(roots: list[Path]) -> None:
    with pytest.raises(InputError, match="no data set teaches the output reachable"):
        open_sources(roots[:1], recipe())
    two = recipe()
    tuned = msgspec.structs.replace(two, model=ModelPart(trained_before=("kitti-road",)))
    assert open_sources(roots[:1], tuned)[0].output == 0


def test_a_side_alone_is_no_split_of_a_recipe(roots: list[Path]) -> None:
    with pytest.raises(InputError, match="give default, all or a JSON file"):
        open_sources(roots, recipe('{split = "val"}'))


def test_something_must_validate(roots: list[Path]) -> None:
    with pytest.raises(InputError, match="leaves none to choose the best epoch by"):
        open_sources(roots, recipe(*3 * ['{split = "all"}']))
