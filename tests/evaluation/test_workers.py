"""Worker processes end with the process that started them, however that ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from roadeye.io.images import write_png

SLOW_MODEL = """
import sys, time
import numpy as np
from pathlib import Path
from roadeye.data.detect import open_dataset
from roadeye.evaluation.robustness.grid_point import CLEAN_KEY
from roadeye.evaluation.robustness.measure import GridTask
from roadeye.evaluation.robustness.workers import measured

def predict(image):
    time.sleep(0.3)
    return np.zeros(image.shape[:2], np.float32)

def open_predict():
    return predict

if __name__ == "__main__":
    items = open_dataset(Path(sys.argv[1])).items
    tasks = [GridTask(CLEAN_KEY, item, 0, 0.5) for item in items] * 500
    for index, _ in enumerate(measured(open_predict, tasks, 2)):
        print(index, flush=True)
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc"),
]


def children(pid: int) -> list[int]:
    """Return the processes below a process."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += map(int, (task / "children").read_text().split())
    return found + [below for child in found for below in children(child)]


def running(pids: list[int]) -> list[int]:
    """Return those that run still; a zombie does not."""
    alive = []
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z":
            alive.append(pid)
    return alive


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_no_worker_outlives_its_parent(tmp_path: Path, how: signal.Signals) -> None:
    write_png(tmp_path / "data/images/a.png", np.zeros((40, 64, 3), np.uint8))
    write_png(tmp_path / "data/masks/a.png", np.full((40, 64), 255, np.uint8))
    (tmp_path / "slow_model.py").write_text(SLOW_MODEL)
    command = [sys.executable, str(tmp_path / "slow_model.py"), str(tmp_path / "data")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"0\n"
        workers = children(parent.pid)
        assert len(workers) >= 2
        os.kill(parent.pid, how)
        begun = time.monotonic()
        parent.wait(10)
        while running(workers) and time.monotonic() - begun < 10:
            time.sleep(0.05)
        took = time.monotonic() - begun
    assert not running(workers)
    assert took < 5
