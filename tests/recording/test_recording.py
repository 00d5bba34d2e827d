"""Results are what they were: masks byte for byte, scores digit for digit (`rows.py` lists them)."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
RECORDED: dict[str, Any] = json.loads((HERE / "recording.json").read_text())


def rows(*words: Path) -> Any:
    """Measure in a process without the checks of tests, which slow it."""
    command: list[str | Path] = [sys.executable, HERE / "rows.py", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def measured() -> Any:
    return rows()


@pytest.mark.parametrize("row", [name for name in RECORDED if not name.startswith("real_")])
def test_bundled_pictures(row: str, measured: dict[str, Any]) -> None:
    if row != "arithmetic":
        assert_same(measured[row], RECORDED[row], exact=same_arithmetic(measured))


@pytest.mark.real
@pytest.mark.slow
def test_real_pictures(real_data: Path, measured: dict[str, Any]) -> None:
    for row, value in rows(real_data).items():
        assert_same(value, RECORDED[row], exact=same_arithmetic(measured))


def same_arithmetic(measured: dict[str, Any]) -> bool:
    """Whether this machine rounds as the one that recorded: only then do digests say anything."""
    return bool(measured["arithmetic"] == RECORDED["arithmetic"])


def assert_same(measured: Any, recorded: Any, *, exact: bool) -> None:
    """Compare exactly where the arithmetic is the same; else means and scores, not digests."""
    if exact or recorded is None:
        assert measured == recorded
    elif isinstance(recorded, dict):
        assert measured.keys() == recorded.keys()
        for key in recorded.keys() - {"sha256"}:
            assert_same(measured[key], recorded[key], exact=False)
    else:
        assert measured == pytest.approx(recorded, abs=0.05)
