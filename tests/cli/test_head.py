"""Which head a command takes: the data set's, the first, or the one asked for."""

import json
from pathlib import Path

import numpy as np
import pytest

from roadeye.cli import main
from roadeye.io.images import read_gray
from roadeye.model.engine import open_engine
from roadeye.model.spec import Head
from roadeye.scenes import write_dataset


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("scenes")
    write_dataset(root, 2, 5, (188, 621), "kitti")
    return root


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    told = capsys.readouterr()
    return int(ended.value.code or 0), told.out, told.err


def test_predict_gives_all_road_unless_asked(
    scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = next((scenes / "training" / "image_2").iterdir())
    maps = {}
    for name, asked in (("first", []), ("road", ["road"]), ("drivable", ["drivable"])):
        told = ["--head", *asked] if asked else []
        out = tmp_path / name
        code, _, error = _run(
            capsys, "predict", str(picture), "-o", str(out), "--save", "prob", *told
        )
        assert code == 0, error
        maps[name] = read_gray(next(out.glob("*_prob.png")))
    np.testing.assert_array_equal(maps["first"], maps["road"])
    assert not np.array_equal(maps["road"], maps["drivable"])


@pytest.mark.parametrize("labels", ["road", "drivable"])
def test_evaluate_takes_what_the_labels_mean_unless_asked(
    labels: str, scenes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (scenes / "dataset.toml").write_text(f'labels = "{labels}"', encoding="utf-8")
    scores = {}
    for asked in ("", "road", "drivable"):
        told = ["--head", asked] if asked else []
        code, out, error = _run(capsys, "evaluate", str(scenes), "--json", *told)
        assert code == 0, error
        found = json.loads(out)
        assert found["head"] == (asked or labels)
        scores[asked] = found["scores"]
    assert scores[""] == scores[labels]
    assert scores["road"] != scores["drivable"]


def test_calibration_touches_the_output_of_the_labels_alone(
    scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before: dict[str, Head] = {head.name: head for head in open_engine().spec.heads}
    for asked, other in (("road", "drivable"), ("drivable", "road")):
        out = tmp_path / f"{asked}.tflite"
        code, _, error = _run(
            capsys, "calibrate", "roadeye", str(scenes), "-o", str(out), "--split", "all",
            "--head", asked,
        )  # fmt: skip
        assert code == 0, error
        after: dict[str, Head] = {head.name: head for head in open_engine(out).spec.heads}
        assert after[asked] != before[asked]
        assert after[other] == before[other]


def test_a_calibrated_file_must_open_as_a_model(
    scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, error = _run(
        capsys, "calibrate", "roadeye", str(scenes), "-o", str(tmp_path / "model.bin")
    )
    assert code == 2
    assert "a name that ends in .tflite" in error


def test_a_head_that_the_model_does_not_have_is_one_clear_line(
    scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, error = _run(
        capsys,
        "predict",
        str(scenes / "training" / "image_2"),
        "-o",
        str(tmp_path),
        "--head",
        "lane",
    )
    assert code == 2
    assert "has no head 'lane'; it has: road, drivable" in error
