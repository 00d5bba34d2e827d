"""Worker processes: replaced when they die, silent when the model cannot be opened, never orphans."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from batch_models import DEADLY, die_at_once, open_bright, open_deadly, open_none

from roadeye.batch.inputs import Input
from roadeye.batch.task import BatchSettings, Finished, OpenSegmenter, Task
from roadeye.batch.workers import WorkerPool
from roadeye.errors import InputError, ModelError
from roadeye.inference.events import Done, Failed
from roadeye.inference.outputs.kinds import OutputKind
from roadeye.io.images import read_gray, write_png

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals")


def tasks_of(root: Path, levels: list[int]) -> list[Task]:
    tasks = []
    for index, level in enumerate(levels):
        path = root / f"{index}.png"
        write_png(path, np.full((32, 48, 3), level, np.uint8))
        tasks.append(Task(Input(str(path), str(index), "", False), bytes([index] * 16)))
    return tasks


def finished(
    tasks: list[Task], out: Path, opens: OpenSegmenter, stopped: Callable[[], bool] = lambda: False
) -> list[Finished]:
    pool = WorkerPool(opens, BatchSettings(str(out), (OutputKind.MASK,)), 2)
    return [one for one in pool(iter(tasks), stopped) if one is not None]


def test_each_task_ends_once(tmp_path: Path) -> None:
    tasks = tasks_of(tmp_path, [0, 255, 50, 200, 255])
    ended = finished(tasks, tmp_path / "out", open_bright)
    assert sorted(one.task.key for one in ended) == [task.key for task in tasks]
    assert all(isinstance(one.events[-1], Done) for one in ended)
    assert (read_gray(tmp_path / "out" / "1_mask.png") == 255).all()


@pytest.mark.slow
def test_a_picture_that_kills_is_tried_twice_and_the_others_are_done(tmp_path: Path) -> None:
    tasks = tasks_of(tmp_path, [255, DEADLY, 255, 255, DEADLY, 255])
    ended = {one.task.key[0]: one.events for one in finished(tasks, tmp_path / "out", open_deadly)}
    assert len(ended) == len(tasks)
    for index, events in ended.items():
        (event,) = events
        if index in {1, 4}:
            assert isinstance(event, Failed)
            assert event.error.code == "worker-died"
            assert "signal 9" in str(event.error)
        else:
            assert isinstance(event, Done)


def test_a_model_that_cannot_be_opened_ends_the_job(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no model here"):
        finished(tasks_of(tmp_path, [0]), tmp_path / "out", open_none)


@pytest.mark.slow
def test_workers_that_die_as_they_start_end_the_job(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"died while opening the model \(exit code 3\)"):
        finished(tasks_of(tmp_path, [0]), tmp_path / "out", die_at_once)


PROGRAM = """
import sys
from pathlib import Path
from batch_models import open_slow
from roadeye.batch.inputs import Input
from roadeye.batch.task import BatchSettings, Task
from roadeye.batch.workers import WorkerPool
from roadeye.inference.outputs.kinds import OutputKind

if __name__ == "__main__":
    pool = WorkerPool(open_slow, BatchSettings(sys.argv[2], (OutputKind.MASK,)), 2)
    one = Input(sys.argv[1], "a", "", False)
    for ended in pool(iter([Task(one, bytes([n] * 16)) for n in range(256)]), lambda: False):
        if ended:
            print(ended.task.key[0], flush=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_worker_outlives_its_parent(tmp_path: Path, how: signal.Signals) -> None:
    write_png(tmp_path / "a.png", np.zeros((32, 48, 3), np.uint8))
    (tmp_path / "program.py").write_text(PROGRAM)
    support = str(Path(__file__).parents[1] / "support")
    path = os.pathsep.join([support, *os.environ.get("PYTHONPATH", "").split(os.pathsep)])
    command = [sys.executable, "program.py", "a.png", "out"]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        process_group=0,
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline()
        os.kill(parent.pid, how)
        parent.wait(10)
        begun = time.monotonic()
        while running_in_group(parent.pid) and time.monotonic() - begun < 10:
            time.sleep(0.05)
        assert not running_in_group(parent.pid)


def running_in_group(group: int) -> list[str]:
    """Return the processes of a group that run still; a zombie does not."""
    found = subprocess.run(
        ["ps", "-eo", "pgid=,stat=,pid="], capture_output=True, text=True, check=True
    ).stdout
    lines = [line.split() for line in found.splitlines()]
    return [pid for pgid, state, pid in lines if pgid == str(group) and not state.startswith("Z")]
