import subprocess
import sys
from pathlib import Path

import pytest

from roadeye.errors import InputError
from roadeye.training.recipe_file import read_recipe, recipe_names, write_recipe


@pytest.mark.parametrize("name", recipe_names())
def test_recipes_read_and_come_back_from_toml_as_they_are(name: str, tmp_path: Path) -> None:
    recipe = read_recipe(name)
    assert recipe.name == name
    written = tmp_path / "recipe.toml"
    written.write_text(write_recipe(recipe), encoding="utf-8")
    assert read_recipe(str(written)) == recipe


def test_settings_change_fields() -> None:
    recipe = read_recipe(
        "smoke",
        ["training.epochs=60", "network.alpha=0.5", "training.weights=a/b.npz", "loss.dice=0"],
    )
    assert recipe.training.epochs == 60
    assert recipe.network.alpha == 0.5
    assert recipe.training.weights == "a/b.npz"
    assert recipe.loss.dice == 0


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("training.epoch=3", "no field 'training.epoch' .did you mean 'epochs'"),
        ("trainig.epochs=3", "no field 'trainig' .did you mean 'training'"),
        ("training.epochs=many", "Expected `int`, got `str` - at `\\$.training.epochs`"),
        ("training.epochs=0", "`int` >= 1"),
        ("training.epochs=99999999999999999999999", "training.epochs"),
        ("training.batch=100000000", "`int` <= 4096"),
        ("training.seed=5000000000", "`int` <= 4294967295"),
        ("training.learning_rate=inf", "`float` <= 1e.38"),
        ("loss.dice=nan", "`float` >= 0.0"),
        ("training.schedule=linear", "training.schedule = 'linear'; known are 'cosine', 'plateau'"),
        ("training.schedule=cosin", "did you mean 'cosine'"),
        ("network.heads=['roa']", "network.heads.0. = 'roa' .did you mean 'road'"),
        ("data=[{}, {wieght=1}]", "no field 'data.1..wieght' .did you mean 'weight'"),
        ("data=[{weight=inf}]", "<= 1000000.0"),
        ("data=[{scale=nan}]", "`float` >= 0.05"),
        ("augment.zoom=[1.7, 0.6]", "the smaller comes first"),
        ("augment.bonnet_share=0.9", "<= 0.5"),
        ("input.crop=[100,100]", "multiple of 16"),
        ("training.epochs", "is not key=value"),
        ("name.more=3", "'name' has no fields"),
    ],
)
def test_wrong_settings_say_what_is_right(setting: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_recipe("smoke", [setting])


def test_an_unknown_recipe_names_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'smoke'"):
        read_recipe("smok")


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "r.toml"
    path.write_text("name = ", encoding="utf-8")
    with pytest.raises(InputError, match=r"r\.toml is not TOML"):
        read_recipe(str(path))
    with pytest.raises(InputError, match="cannot read recipe"):
        read_recipe(str(tmp_path / "absent.toml"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = " + 5000 * "[" + 5000 * "]", "is nested too deeply"),
        ("[training]\nseed = " + 5000 * "1", "holds a number too long to read"),
        ("[training]\nschedule" + 3000 * ".a" + " = 1", "is nested too deeply"),
        ("[training]\nschedule = '" + 100_000 * "x" + "'", "training.schedule = 'xxx"),
        (100_000 * "x" + " = 1", "has no field 'xxx"),
        ("#" + 2_000_000 * " ", "has 2,000,001 bytes; at most 1,000,000"),
    ],
)
def test_an_absurd_file_is_one_short_line(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "r.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message) as refused:
        read_recipe(str(path))
    assert len(str(refused.value)) < 1500
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("value", [5000 * "1", 5000 * "[" + 5000 * "]"])
def test_an_absurd_setting_is_one_short_line(value: str) -> None:
    with pytest.raises(InputError, match="nested too deeply or holds a number too long") as refused:
        read_recipe("smoke", [f"training.seed={value}"])
    assert len(str(refused.value)) < 500


def test_recipes_are_read_without_keras() -> None:
    code = "import sys, roadeye.training.recipe_file as r; r.read_recipe('roadeye'); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert not {"keras", "tensorflow"} & set(loaded.stdout.split())


def test_labels_teach_the_output_that_means_the_same_or_the_first() -> None:
    two = read_recipe("smoke", ['network.heads=["road", "drivable"]']).network
    assert [two.outputs, two.head_index("road"), two.head_index("drivable")] == [2, 0, 1]
    assert two.head_index("") == 0, "nobody knows what these labels mean"
    with pytest.raises(InputError, match="names one twice"):
        read_recipe("smoke", ['network.heads=["road", "road"]'])
    assert read_recipe("smoke").network.head_index("") == 0
