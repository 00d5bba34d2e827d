import json
from pathlib import Path

import numpy as np
import pytest
from fake_engine import FakeEngine, fake_spec
from json_reference import undocumented

from roadeye.arrays import Image, Probability
from roadeye.cli import main
from roadeye.io.images import write_png


def grey_value(image: Image) -> Probability:
    probability: Probability = image.mean(axis=2, dtype=np.float32) / np.float32(255)
    return probability


BRIGHT_IS_ROAD = FakeEngine(grey_value, fake_spec((48, 64)))


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "model.tflite"
    path.write_bytes(b"stands for a model")
    monkeypatch.setattr("roadeye.inference.segmenter.open_engine", lambda *_: BRIGHT_IS_ROAD)
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    mask = np.zeros((48, 64), np.uint8)
    mask[24:] = 255
    for number in range(4):
        image = np.full((48, 64, 3), 60 + number, np.uint8)
        image[24:] = 200
        write_png(tmp_path / "data" / "images" / f"{number}.png", image)
        write_png(tmp_path / "data" / "masks" / f"{number}.png", mask)
    return tmp_path / "data"


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        main(["robustness", *map(str, arguments), "--jobs", "1"])
    assert isinstance(left.value.code, int)
    return left.value.code


def test_a_run_leaves_its_results_and_goes_on(
    tmp_path: Path, data: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    few = (data, "--model", model, "--corruptions", "contrast,pixelate", "-o", out)
    assert run(*few, "--severities", "5", "--images", 2, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told == json.loads((out / "robustness.json").read_text())
    assert told["images"] == 2
    for keys in (told, told["clean"], told["corruptions"]["contrast"], told["worst"][0]):
        assert not undocumented("robustness", keys)
    assert told["clean"]["iou"] == 1
    assert list(told["corruptions"]) == ["contrast", "pixelate"]
    assert told["retention"]["iou"] == pytest.approx(
        np.mean([row["iou"][0] for row in told["corruptions"].values()])
    )
    assert (out / "robustness.png").read_bytes().startswith(b"\x89PNG")
    assert run(*few, "--severities", "4-5", "--images", 2) == 0
    again = capsys.readouterr()
    assert "3 of 5 grid points are in the log already" in again.err
    assert "2 of 15 corruptions" in again.out
    assert max(map(len, again.out.splitlines())) <= 80 + len(str(tmp_path)) * 2


def test_another_seed_is_another_run(
    tmp_path: Path, data: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = (data, "--model", model, "--corruptions", "contrast", "--severities", 1)
    assert run(*few, "-o", tmp_path / "out") == 0
    assert run(*few, "-o", tmp_path / "out", "--seed", 1) == 2
    assert "is the checkpoint log of another run (other seed)" in capsys.readouterr().err


def test_a_broken_picture_is_named_and_the_rest_scored(
    tmp_path: Path, data: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "images" / "2.png").write_bytes(b"no picture")
    few = (data, "--model", model, "--corruptions", "contrast", "--severities", 1)
    assert run(*few, "-o", tmp_path / "out") == 1
    told = capsys.readouterr()
    assert "roadeye: 2 is left out: " in told.err
    assert "3 pictures, 1 left out" in told.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--corruptions", "fogg"], "did you mean fog?"),
        (["--severities", "0"], "severities are 1 to 5"),
        (["--images", "5"], "5 pictures are asked for; there are 4"),
        (["--split", "test"], "'test'"),
        (["--on", "ray://"], "--on is ray, ray://HOST or HOST:PORT, not 'ray://'"),
    ],
)
def test_a_request_that_cannot_be_carried_out(
    tmp_path: Path, data: Path, model: Path, arguments: list[str], said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert run(data, "--model", model, "-o", tmp_path / "out", *arguments) == 2
    *notices, error = capsys.readouterr().err.splitlines()
    assert said in error
    assert all("which pictures trained it" in line for line in notices)
    assert not (tmp_path / "out").exists()
