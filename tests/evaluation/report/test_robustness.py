"""The heat map of a robustness result, and results that are refused."""

import json
import re
from pathlib import Path

import msgspec
import pytest

from roadeye.errors import InputError
from roadeye.evaluation.report.render import _environment
from roadeye.evaluation.report.robustness import HeatCell, Robustness, heat_map, read_robustness

RESULT = {
    "model": "m.tflite",
    "split": "<b>val",
    "seed": 0,
    "images": 4,
    "asked": 5,
    "trained_on_these": 3,
    "clean": {"iou": 0.8, "maxf": 0.9, "ece": 0.0},
    "retention": {"iou": 0.75, "maxf": 0.8},
    "corruptions": {
        "fog": {"severities": [1, 5], "iou": [0.8, 0.0], "maxf": [], "ece": [], "retention": 0.5},
        "jpeg_compression": {"severities": [5], "iou": [None]},
    },
}
IDENTITY = {
    "model": "abc",
    "head": "all",
    "pictures": "",
    "images": 4,
    "threshold": 0.5,
    "seed": 0,
    "package": "1",
}
NO_SCORE = HeatCell("–")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "robustness.json").write_text(json.dumps(RESULT))
    (tmp_path / "checkpoints.jsonl").write_text(json.dumps(IDENTITY) + "\n{}\n")
    return tmp_path


@pytest.mark.parametrize("model_hash", ["abc", ""])
def test_cells_are_shares_of_the_clean_score(folder: Path, model_hash: str) -> None:
    found = heat_map(read_robustness(folder, model_hash, "all"))
    assert found.severities == (1, 5)
    assert found.rows == {
        "fog": (
            HeatCell("1.00", "rgb(254, 232, 56)", "#000000"),  # 0.8 / 0.8, the brightest colour
            HeatCell("0.00", "rgb(0, 34, 78)", "#ffffff"),
        ),
        "jpeg_compression": (NO_SCORE, NO_SCORE),  # one was not run, the other has no score
    }


def test_the_section_escapes_and_counts(folder: Path) -> None:
    result = read_robustness(folder, "", "")
    section = _environment().get_template("robustness.html")
    markup = section.render(robustness=result, heat_map=heat_map(result))
    assert '<td class="heat" style="background: rgb(254, 232, 56); color: #000000">1.00' in markup
    assert "jpeg compression" in markup
    assert "75.00 %" in markup
    assert "1 more could not be read" in markup
    assert "3 pictures of the split trained this model and are left out" in markup
    assert "&lt;b&gt;val" in markup


@pytest.mark.parametrize("percent", range(101))
def test_figures_are_read_on_their_colour(percent: int) -> None:
    result = {**RESULT, "corruptions": {"fog": {"severities": [1], "iou": [0.8 * percent / 100]}}}
    (cell,) = heat_map(msgspec.convert(result, Robustness)).rows["fog"]
    colour = [int(part) for part in re.findall(r"\d+", cell.background)]
    ink = 1.0 if cell.ink == "#ffffff" else 0.0
    lighter, darker = sorted((luminance(colour), ink), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5  # WCAG 2.2, AA


def luminance(colour: list[int]) -> float:
    """Return the relative luminance of WCAG 2.2."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_result_of_another_model_is_refused(folder: Path) -> None:
    with pytest.raises(InputError, match="another model file"):
        read_robustness(folder, "abd", "all")
    with pytest.raises(InputError, match="or head"):
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
