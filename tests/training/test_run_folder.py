from pathlib import Path

import pytest

pytest.importorskip("keras", reason="needs the train extra")

from roadeye.data.split_file import read_names
from roadeye.errors import InputError, OutputError, RoadeyeError
from roadeye.training.run_folder import RunFolder, Split, acquire, read_split
from roadeye.training.state import Meta, Row, write_meta

SPLIT = Split(roots=("a", "b"), train=(("x", "y"), ("p",)), val=(("z",), ("q", "r")))


def test_a_split_comes_back_and_serves_evaluate(tmp_path: Path) -> None:
    path = tmp_path / "split.json"
    path.write_text(SPLIT.to_json(), encoding="utf-8")
    assert read_split(path) == SPLIT
    assert list(read_names(str(path))) == ["z"]
    assert list(read_names(f"{path}:train-2")) == ["p"]
    assert list(read_names(f"{path}:val-2")) == ["q", "r"]


@pytest.mark.parametrize("text", ["", "[]", '{"roots": ["a"]}', '{"roots": 3}'])
def test_damage_is_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "split.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"split\.json"):
        read_split(path)


@pytest.fixture
def begun(tmp_path: Path) -> RunFolder:
    """A run of fingerprint "a" that was killed in its second epoch."""
    folder = RunFolder(tmp_path / "run")
    row = Row(epoch=1, loss=1.0, iou=0.5, val_loss=1.0, val_iou=0.5, learning_rate=0.1, seconds=1.0)
    write_meta(folder.state, Meta(run="a", history=(row,), best=()))
    folder.checkpoints.mkdir()
    (folder.checkpoints / ".0123abcd.best-ep-2.weights.h5").write_bytes(b"half")
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
@pytest.mark.parametrize("left", [(), ("resume",), ("resume", ".0123abcd.state.npz")])
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


@pytest.mark.parametrize("name", ["resume", "resume/notes.txt", ".0123abcd.png"])
def test_a_folder_with_a_file_of_somebody_else_is_left_alone(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"mine")
    for resume, message in ((False, "is not empty"), (True, "holds no run to resume")):
        with pytest.raises(RoadeyeError, match=message):
            acquire(RunFolder(tmp_path), "a", resume=resume)
    assert path.read_bytes() == b"mine"


def test_a_taken_place_is_refused(begun: RunFolder, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is not empty; add --resume"):
        acquire(begun, "a", resume=False)
    with pytest.raises(InputError, match="holds no run to resume"):
        acquire(RunFolder(tmp_path / "new"), "a", resume=True)
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match="is not a folder"):
        acquire(RunFolder(tmp_path / "file"), "a", resume=False)
    assert acquire(RunFolder(tmp_path / "new"), "a", resume=False).history == ()
