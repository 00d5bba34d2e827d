"""The heat map as a picture."""

from math import nan
from pathlib import Path
from typing import Any

import pytest

from roadeye.evaluation.robustness.plot import write_heat_map
from roadeye.evaluation.robustness.result import GridPoint, RobustnessResult

axes = pytest.importorskip("matplotlib.axes", reason="needs the robustness extra")


def test_every_figure_stands_out_from_its_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: dict[str, str] = {}
    draw = axes.Axes.text

    def record(self: Any, x: float, y: float, text: str, **how: Any) -> Any:
        written[text] = how["color"]
        return draw(self, x, y, text, **how)

    monkeypatch.setattr(axes.Axes, "text", record)
    kept = (1.0, 0.48, 0.47, 0.0, nan)
    points = tuple(GridPoint("fog", n + 1, 0.5, 0.5, 0.0, one) for n, one in enumerate(kept))
    write_heat_map(tmp_path / "a.png", RobustnessResult(points[0], points, 4, ()), "title")
    assert written == {
        "1.00": "black",
        "0.48": "black",
        "0.47": "white",
        "0.00": "white",
        "–": "black",  # on the white paper
    }
