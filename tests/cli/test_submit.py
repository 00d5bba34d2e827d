import json
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from roadeye.cli import main


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        main(["submit", *map(str, arguments)])
    assert isinstance(left.value.code, int)
    return left.value.code


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "submit needs DATA and -o FILE.zip"),
        (["data", "-o", "out.png"], "a submission is a .zip file"),
        (["data", "--check", "x.zip"], "takes neither DATA nor -o"),
        (["nowhere", "-o", "out.zip"], "has no test set"),
        (["--check", "nowhere.zip"], "cannot read nowhere.zip"),
    ],
)
def test_a_request_that_cannot_be_carried_out(
    arguments: list[str], said: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert run(*arguments) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_bad_submission_is_told_line_by_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "road.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert run("--check", path, "--json", "--verbose") == 1
    told = capsys.readouterr()
    assert len(json.loads(told.out)["problems"]) == 291
    assert told.err.count("\n") == 291


def test_json_names_a_file_whose_name_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9\x1b[31m.zip")
    with ZipFile(path, "w"):
        pass
    command = [sys.executable, "-m", "roadeye", "submit", "--check", str(path), "--json"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout)["source"] == f"{tmp_path}/caf\\udce9\x1b[31m.zip"
    assert rb"caf\udce9\x1b[31m.zip" in done.stderr
    assert b"\x1b" not in done.stderr


def test_an_incomplete_data_set_is_refused_before_the_model_is_opened(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "testing" / "image_2").mkdir(parents=True)
    arguments = (tmp_path, "-o", tmp_path / "road.zip", "--model", "nowhere.tflite")
    assert run(*arguments) == 2
    error = capsys.readouterr().err
    assert "290 pictures have problems" in error
    assert "nowhere.tflite" not in error


def test_problems_of_a_check_are_bounded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with ZipFile(tmp_path / "empty.zip", "w"):
        pass
    assert run("--check", tmp_path / "empty.zip") == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 6
    assert "285 more problems" in lines[-1]
    assert run("--check", tmp_path / "empty.zip", "--verbose") == 1
    assert len(capsys.readouterr().err.splitlines()) == 290
