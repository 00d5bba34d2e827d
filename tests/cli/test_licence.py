"""A model that forbids commercial use says so, once, and can be told not to."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

import roadeye
from roadeye.cli import main
from roadeye.model.engine import model_path, open_engine, rewrite_spec
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


@pytest.fixture(scope="module")
def with_open_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the package that holds one model more."""
    root = tmp_path_factory.mktemp("package")
    shutil.copytree(PACKAGE, root / "roadeye", ignore=shutil.ignore_patterns("demo_data", "*.pyc"))
    spec = msgspec.structs.replace(
        open_engine().spec, name="roadeye-open", licence="Apache-2.0, with attribution"
    )
    models = root / "roadeye" / "models"
    rewrite_spec(model_path("roadeye"), models / "roadeye-open.tflite", spec)
    return root


def test_the_open_model_is_asked_for_by_name(
    with_open_model: Path, scenes: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "roadeye", *predict(scenes, tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(with_open_model)}
    done = subprocess.run(
        [*command, "--model", "roadeye-open"],
        env=environment, cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "licence" not in done.stderr
    summary = json.loads(done.stdout.splitlines()[-1])["summary"]
    assert summary["licence"] == "Apache-2.0, with attribution"


@pytest.mark.skipif(
    (PACKAGE / "models" / "roadeye-open.tflite").exists(), reason="this package holds it"
)
def test_without_it_the_message_names_what_there_is(
    scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, error = run(capsys, *predict(scenes, tmp_path), "--model", "roadeye-open")
    assert code == 2
    assert "comes without the model roadeye-open, only with roadeye" in error
