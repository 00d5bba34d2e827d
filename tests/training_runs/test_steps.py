"""Steps: skipped when done, done again when cut short, refused when something else is there."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from training_runs.steps import Steps

from roadeye.errors import InputError

SLOW_STEP = """
import sys, time
from pathlib import Path
from training_runs.steps import Steps

def work(out):
    for number in range(4):
        (out / f"{number}.txt").write_text(str(number))
        time.sleep(float(sys.argv[2]))

Steps(Path(sys.argv[1]), print).folder("many", {"files": 4}, work)
"""


def writes(text: str, name: str = "") -> Callable[[Path], None]:
    def work(out: Path) -> None:
        (out / name if name else out).write_text(text)

    return work


def test_a_step_is_done_once(tmp_path: Path) -> None:
    said: list[str] = []
    calls: list[Path] = []

    def work(out: Path) -> None:
        calls.append(out)
        (out / "a.txt").write_text("a")

    for _ in range(2):
        found = Steps(tmp_path, said.append).folder("first/a", {"n": 1, "size": (2, 3)}, work)
        assert (found / "a.txt").read_text() == "a"
    assert len(calls) == 1
    assert said == ["first/a: is made", "first/a: is there"]


def test_other_inputs_are_refused_and_nothing_is_lost(tmp_path: Path) -> None:
    steps = Steps(tmp_path, lambda _: None)
    steps.resumed("x", {"n": 1}, writes("1"))
    with pytest.raises(InputError, match="other inputs"):
        steps.resumed("x", {"n": 2}, writes("2"))
    assert (tmp_path / "x").read_text() == "1"


def test_a_step_that_fails_is_done_again(tmp_path: Path) -> None:
    steps = Steps(tmp_path, lambda _: None)

    def fail(out: Path) -> None:
        (out / "half.txt").write_text("half")
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        steps.folder("a", {}, fail)
    assert not (tmp_path / "a").exists()
    out = steps.folder("a", {}, writes("whole", "whole.txt"))
    assert [path.name for path in out.iterdir()] == ["whole.txt"]


def test_a_killed_step_leaves_nothing_that_passes_for_a_result(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", SLOW_STEP, str(tmp_path)]
    killed = subprocess.Popen([*command, "5"], cwd=root)
    partial = tmp_path / "partial" / "many"
    deadline = time.monotonic() + 60
    while not (partial / "0.txt").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert (partial / "0.txt").exists()
    assert not (tmp_path / "many").exists()
    subprocess.run([*command, "0"], cwd=root, check=True)
    assert sorted(path.name for path in (tmp_path / "many").iterdir()) == [
        f"{number}.txt" for number in range(4)
    ]
