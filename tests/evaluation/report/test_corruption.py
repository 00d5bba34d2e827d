"""The heat map of a robustness result, and results that are refused."""

import json
from pathlib import Path

import pytest

from roadeye.errors import InputError
from roadeye.evaluation.report.corruption import heat_map, read_robustness

RESULT = {
    "model": "m.tflite",
    "split": "<b>val",
    "seed": 0,
    "images": 4,
    "asked": 5,
    "clean": {"iou": 0.8, "maxf": 0.9, "ece": 0.0},
    "retention": {"iou": 0.75, "maxf": 0.8},
    "corruptions": {
        "fog": {"severities": [1, 5], "iou": [0.8, 0.0], "maxf": [], "ece": [], "retention": 0.5},
        "jpeg_compression": {"severities": [5], "iou": [None]},
    },
}
FINGERPRINT = {
    "model": "abc",
    "head": "all",
    "pictures": "",
    "images": 4,
    "threshold": 0.5,
    "seed": 0,
    "package": "1",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "robustness.json").write_text(json.dumps(RESULT))
    (tmp_path / "checkpoints.jsonl").write_text(json.dumps(FINGERPRINT) + "\n{}\n")
    return tmp_path


@pytest.mark.parametrize("model_hash", ["abc", ""])
def test_cells_are_shares_of_the_clean_score(folder: Path, model_hash: str) -> None:
    markup = heat_map(read_robustness(folder, model_hash, "all")).markup
    assert ">1.00</td>" in markup  # 0.8 / 0.8, on the brightest colour
    assert "background: rgb(254, 232, 56); color: #000000" in markup
    assert ">0.00</td>" in markup
    assert "background: rgb(0, 34, 78); color: #ffffff" in markup
    assert markup.count(">–</td>") == 2  # one has no score, one was not run
    assert "jpeg compression" in markup
    assert "75.00 %" in markup
    assert "1 more could not be read" in markup
    assert "&lt;b&gt;val" in markup


def test_the_result_of_another_model_is_refused(folder: Path) -> None:
    with pytest.raises(InputError, match="another model file"):
        read_robustness(folder, "abd", "all")
    with pytest.raises(InputError, match="or output"):
        read_robustness(folder, "abc", "reachable")


@pytest.mark.parametrize("name", ["robustness.json", "checkpoints.jsonl"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(InputError, match=f"No such file.*{name}"):
        read_robustness(folder, "abc", "all")


@pytest.mark.parametrize("name", ["robustness.json", "checkpoints.jsonl"])
def test_a_damaged_file_is_refused(folder: Path, name: str) -> None:
    (folder / name).write_bytes((folder / name).read_bytes()[:20])
    with pytest.raises(InputError, match="damaged"):
        read_robustness(folder, "abc", "all")
