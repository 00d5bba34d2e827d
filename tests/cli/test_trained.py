"""Pictures that trained the model are left out by every command that scores, and this is said."""

import json
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest

from roadeye.cli import main
from roadeye.data.detect import open_dataset
from roadeye.data.fingerprint import fingerprint, join
from roadeye.io.images import read_image
from roadeye.model.engine import model_path, open_engine, rewrite_spec
from roadeye.scenes import write_dataset


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("scenes")
    write_dataset(root, 4, 5, (94, 310), "kitti")
    return root


def model(scenes: Path, folder: Path, trained: int) -> Path:
    """Write a copy of the default model that knows so many of the scenes."""
    known = [fingerprint(read_image(item.image)) for item in open_dataset(scenes).items[:trained]]
    spec = msgspec.structs.replace(open_engine().spec, fingerprints=join(known))
    path = folder / f"trained-{trained}.tflite"
    rewrite_spec(model_path("roadeye"), path, spec)
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    told = capsys.readouterr()
    return int(left.value.code or 0), told.out, told.err


def told(out: str) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(out)
    return result


def test_evaluate_scores_the_others(
    scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ("evaluate", scenes, "--model", model(scenes, tmp_path, 3), "--json")
    code, out, err = run(capsys, *call)
    assert code == 0
    assert (
        "3 of 4 pictures trained this model; scoring the other 1 (--include-trained scores all)"
    ) in err
    assert (told(out)["images"], told(out)["trained_on_these"]) == (1, 3)
    code, out, err = run(capsys, *call, "--include-trained")
    assert code == 0
    assert "3 of 4 pictures trained this model; all are scored" in err
    assert (told(out)["images"], told(out)["trained_on_these"]) == (4, 3)


def test_nothing_left_is_refused(
    scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "evaluate", scenes, "--model", model(scenes, tmp_path, 4))
    assert (code, out) == (2, "")
    assert "all 4 pictures trained this model" in err
    assert "--include-trained scores them" in err


def test_a_model_that_does_not_say_is_scored_with_a_notice(
    scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = model(scenes, tmp_path, 0)
    code, out, err = run(capsys, "evaluate", scenes, "--model", path, "--json")
    assert code == 0
    assert "does not say which pictures trained it" in err
    assert (told(out)["images"], told(out)["trained_on_these"]) == (4, None)


def test_compare_leaves_out_what_trained_either(
    scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a, b = model(scenes, tmp_path, 1), model(scenes, tmp_path, 2)
    code, out, err = run(capsys, "compare", a, b, scenes, "--json")
    assert code == 0
    assert f"1 of 4 pictures trained {a}; scoring the other 2" in err
    assert f"2 of 4 pictures trained {b}; scoring the other 2" in err
    assert told(out)["images"] == 2
    assert told(out)["trained_on_these"] == {"a": 1, "b": 2}


def test_calibrate_fits_on_the_others(
    scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out_file = tmp_path / os.fsdecode(b"caf\xe9.tflite")  # a name that is no text
    path = model(scenes, tmp_path, 1)
    code, out, err = run(
        capsys, "calibrate", path, scenes, "-o", out_file, "--split", "all", "--json"
    )
    assert code == 0, err
    assert (told(out)["images"], told(out)["trained_on_these"]) == (3, 1)
    assert told(out)["model"] == rf"{tmp_path}/caf\udce9.tflite"
    assert open_engine(out_file).spec.fingerprints == open_engine(path).spec.fingerprints


def test_robustness_measures_the_others(
    scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = ("--corruptions", "contrast", "--severities", 1, "--jobs", 1, "--json")
    path = model(scenes, tmp_path, 2)
    code, out, _ = run(capsys, "robustness", scenes, "--model", path, "-o", tmp_path / "o", *few)
    assert code == 0
    assert (told(out)["images"], told(out)["trained_on_these"]) == (2, 2)


def test_a_run_folder_is_a_model(
    scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    model(scenes, folder, 1).rename(folder / "model.tflite")
    code, out, err = run(capsys, "evaluate", scenes, "--model", folder, "--json")
    assert code == 0, err
    assert told(out)["images"] == 3
    code, out, err = run(capsys, "compare", folder, folder, scenes, "--json")
    assert code == 0, err
    assert told(out)["images"] == 3
