"""The whole making of both models, on drawn scenes: to the end, killed, and again to the same bits."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from training_runs.model import PLANS

from roadeye.model.engine import open_engine

pytestmark = [pytest.mark.slow, pytest.mark.soak, pytest.mark.tf]
ROOT = Path(__file__).parents[2]
FILES = [f"{plan.name}-{end}.tflite" for plan in PLANS for end in plan.ends]
END = "roadeye-open/held-out"


def making(runs: Path) -> "subprocess.Popen[str]":
    """Start what `make model DRY=1` starts."""
    command = [sys.executable, "-m", "training_runs.make", "nowhere", str(runs), "--dry"]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True,
    )  # fmt: skip


def finished(runs: Path) -> str:
    """Run it to its end and return what it said."""
    process = making(runs)
    said, _ = process.communicate(timeout=1200)
    assert process.returncode == 0, said[-2000:]
    return said


def digests(runs: Path) -> dict[str, str]:
    return {
        name: hashlib.sha256((runs / "models" / name).read_bytes()).hexdigest() for name in FILES
    }


def test_the_models_are_made_and_a_killed_step_gives_the_same_bits(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    finished(runs)
    made = digests(runs)
    for name in FILES:
        spec = open_engine(runs / "models" / name).spec
        assert spec.fingerprints
        assert all(head.calibrated_on for head in spec.heads)
        commercial = "non-commercial" not in spec.licence
        assert commercial == name.startswith("roadeye-open")

    again = finished(runs)
    assert "is made" not in again
    assert digests(runs) == made

    # take one end and its file away, kill its training after an epoch, and go on
    shutil.rmtree(runs / END)
    file = runs / "models" / "roadeye-open-held-out.tflite"
    file.unlink()
    for note in (END, f"models/{file.name}"):
        (runs / "done" / f"{note.replace('/', '-')}.json").unlink()
    process = making(runs)
    deadline = time.monotonic() + 600
    checkpoints = runs / END / "checkpoints"
    while not list(checkpoints.glob("best-*")) and time.monotonic() < deadline:
        assert process.poll() is None
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert not file.exists()
    finished(runs)
    assert digests(runs) == made
