"""`roadeye evaluate --temporal` through its entry point."""

import json
from pathlib import Path

import numpy as np
import pytest
from fake_engine import FakeEngine, fake_spec
from json_reference import undocumented

from roadeye.cli import main
from roadeye.io.images import write_png


@pytest.fixture(autouse=True)
def _video(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Ten frames of a texture that moves, its bright right part road."""
    engine = FakeEngine(spec=fake_spec((48, 64)))
    monkeypatch.setattr("roadeye.inference.segmenter.open_engine", lambda *_: engine)
    monkeypatch.chdir(tmp_path)
    world = np.random.default_rng(0).integers(0, 90, (12, 40, 3), dtype=np.uint8)
    world = world.repeat(4, axis=0).repeat(4, axis=1)
    world[:, 60:, 0] += 160
    for number in range(10):
        image = np.ascontiguousarray(world[:, 2 * number : 2 * number + 64])
        write_png(tmp_path / "film" / "val" / f"a_{number}.png", image)
        road = np.where(image[:, :, 0] > 127, 3, 0).astype(np.uint8)
        write_png(tmp_path / "film" / "valannot" / f"a_{number}.png", road)


def evaluate(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["evaluate", *arguments])
    return int(left.value.code or 0)


def test_json_has_the_keys_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate("film", "--split", "val", "--temporal", "--smooth", "flow", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    temporal = found["temporal"]
    assert not undocumented("evaluate", {*found, *temporal})
    assert {"disagreement_raw", "disagreement", "iou_raw", "iou"} <= set(temporal)
    assert temporal["iou_raw"] == found["scores"]["all"]["iou"] == 1.0
    assert (temporal["frames"], temporal["pairs"], temporal["lag"]) == (10, 9, 0)


def test_the_table_says_what_its_columns_mean(capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate("film", "--temporal") == 0
    out = capsys.readouterr().out
    assert "--smooth flow" in out
    assert "flicker: pixels in which neighbouring masks disagree, over 9 pairs" in out
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--smooth", "flow"), "give --temporal as well"),
        (("--temporal", "--predictions", "film"), "leave out --predictions"),
    ],
)
def test_options_that_do_not_go_together(
    options: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate("film", *options) == 2
    assert told in capsys.readouterr().err
