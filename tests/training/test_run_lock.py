"""One training at a time in a run folder, and what an interrupted one leaves behind."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from roadeye.errors import InputError, OutputError, RoadeyeError
from roadeye.training.run_folder import RunFolder
from roadeye.training.run_lock import acquire, locked
from roadeye.training.state import Meta, Row, write_meta

HOLD = """
import sys
from pathlib import Path
from roadeye.training.run_folder import RunFolder
from roadeye.training.run_lock import locked
with locked(RunFolder(Path(sys.argv[1])), resume=False):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def begun(tmp_path: Path) -> RunFolder:
    """A run of fingerprint "a" that was killed in its second epoch."""
    folder = RunFolder(tmp_path / "run")
    row = Row(epoch=1, loss=1.0, iou=0.5, val_loss=1.0, val_iou=0.5, learning_rate=0.1, seconds=1.0)
    write_meta(folder.state, Meta(run="a", history=(row,), best=()))
    folder.checkpoints.mkdir()
    (folder.checkpoints / ".roadeye-1-0123abcd.best-ep-2.weights.h5").write_bytes(b"half")
    return folder


def test_a_run_goes_on_without_what_a_killed_process_left(begun: RunFolder) -> None:
    assert len(acquire(begun, "a", resume=True).history) == 1
    assert not list(begun.checkpoints.iterdir())


def test_another_run_takes_a_folder_only_before_its_first_epoch(begun: RunFolder) -> None:
    with pytest.raises(InputError, match="belongs to another recipe or other data"):
        acquire(begun, "b", resume=True)
    write_meta(begun.state, Meta(run="a", history=(), best=()))
    assert acquire(begun, "b", resume=True) == Meta(run="b", history=(), best=())


@pytest.mark.parametrize("resume", [False, True])
@pytest.mark.parametrize("left", [(), ("resume",), ("resume", ".roadeye-1-0123abcd.state.npz")])
def test_a_run_killed_in_its_first_write_starts(
    left: tuple[str, ...], resume: bool, tmp_path: Path
) -> None:
    folder = RunFolder(tmp_path)
    if left:
        folder.state.parent.mkdir()
    if len(left) > 1:
        tmp_path.joinpath(*left).write_bytes(b"half")
    assert acquire(folder, "a", resume=resume) == Meta(run="a", history=(), best=())
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", ["resume", "resume/notes.txt", ".roadeye-1-0123abcd.png"])
def test_a_folder_with_a_file_of_somebody_else_is_left_alone(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"mine")
    for resume, message in ((False, "is not empty"), (True, "holds no run to resume")):
        with pytest.raises(RoadeyeError, match=message):
            acquire(RunFolder(tmp_path), "a", resume=resume)
    assert path.read_bytes() == b"mine"


def test_a_taken_place_is_refused(begun: RunFolder, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is not empty, and a new run needs an empty folder"):
        acquire(begun, "a", resume=False)
    with pytest.raises(InputError, match="holds no run to resume"):
        acquire(RunFolder(tmp_path / "new"), "a", resume=True)
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match="is not a folder"):
        acquire(RunFolder(tmp_path / "file"), "a", resume=False)
    assert acquire(RunFolder(tmp_path / "new"), "a", resume=False).history == ()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no flock")
def test_a_folder_in_use_is_refused_until_its_process_is_killed(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run")
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with (
            pytest.raises(OutputError, match="in use by another training"),
            locked(folder, resume=True),
        ):
            pytest.fail("two processes hold one folder")
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with locked(folder, resume=True):
        pass


def test_a_lock_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run")
    with pytest.raises(InputError, match="refused"), locked(folder, resume=False):
        raise InputError("refused")
    assert not folder.root.exists()
    with locked(folder, resume=True):  # nothing to resume: nothing is made
        assert not folder.root.exists()
    with locked(folder, resume=False):
        (folder.root / "recipe.toml").write_text("", encoding="utf-8")
    assert [path.name for path in folder.root.iterdir()] == ["recipe.toml"]
