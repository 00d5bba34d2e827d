"""A model that forbids commercial use says so, once, and can be told not to."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import roadeye
from roadeye.cli import main
from roadeye.model.engine import open_engine
from roadeye.scenes import write_dataset

PACKAGE = Path(roadeye.__file__).parent


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("scenes")
    write_dataset(root, 2, 5, (96, 320), "kitti")
    return root


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    told = capsys.readouterr()
    return int(ended.value.code or 0), told.out, told.err


def predict(scenes: Path, out: Path) -> tuple[str, ...]:
    return ("predict", str(scenes / "training" / "image_2"), "-o", str(out), "--json")


@pytest.mark.parametrize("more", [(), ("--jobs", "1")], ids=["one process", "workers"])
def test_it_is_said_on_stderr_and_in_json(
    more: tuple[str, ...], scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    licence = open_engine().spec.licence
    code, out, error = run(capsys, *predict(scenes, tmp_path), *more)
    assert code == 0
    assert error.count("licence of the model roadeye: non-commercial") == 1
    assert json.loads(out.splitlines()[-1])["summary"]["licence"] == licence


@pytest.mark.parametrize("place", [0, 2, 5])
def test_quiet_silences_it_anywhere(
    place: int, scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = list(predict(scenes, tmp_path))
    words.insert(place, "--quiet")
    code, out, error = run(capsys, *words)
    assert code == 0
    assert "licence" not in error
    assert "non-commercial" in json.loads(out.splitlines()[-1])["summary"]["licence"]


def test_two_models_of_one_licence_say_it_once(
    scenes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, error = run(capsys, "compare", "roadeye", "roadeye", str(scenes), "--json")
    assert code == 0
    assert error.count("licence of the model") == 1
    assert json.loads(out)["licence"]["a"] == json.loads(out)["licence"]["b"]


def test_the_open_model_is_asked_for_by_name_and_asks_for_nothing(
    scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, error = run(capsys, *predict(scenes, tmp_path), "--model", "roadeye-open")
    assert code == 0
    assert "licence" not in error
    assert json.loads(out.splitlines()[-1])["summary"]["licence"].startswith("Apache-2.0")


def test_a_package_without_it_names_what_there_is(scenes: Path, tmp_path: Path) -> None:
    left_out = shutil.ignore_patterns("demo_data", "*.pyc", "roadeye-open.*")
    shutil.copytree(PACKAGE, tmp_path / "package" / "roadeye", ignore=left_out)
    done = subprocess.run(
        [sys.executable, "-m", "roadeye", *predict(scenes, tmp_path), "--model", "roadeye-open"],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "package")},
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "comes without the model roadeye-open, only with roadeye" in done.stderr
