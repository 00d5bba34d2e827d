"""`roadeye data` through its entry point."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from archive_server import Behaviour, kitti_members, serving, zipped
from json_reference import undocumented

from roadeye.arrays import Image
from roadeye.cli import main
from roadeye.cli.datasets import open_labelled
from roadeye.data import archives
from roadeye.data.archives import KITTI_ROAD
from roadeye.errors import ModelError
from roadeye.io.images import write_png


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Make KITTI Road a set of its first two pictures of each kind, and return its archive."""
    required = frozenset(
        n for n in KITTI_ROAD.required if n.endswith(("_000000.png", "_000001.png"))
    )
    monkeypatch.setattr(archives, "ARCHIVES", (replace(KITTI_ROAD, required=required),))
    members = kitti_members().items()
    return zipped(
        {name: data for name, data in members if "_000000." in name or "_000001." in name}
    )


def run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    assert isinstance(left.value.code, int)
    return left.value.code


def test_download_checks_says_the_licence_and_does_nothing_twice(
    small: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    served = Behaviour(small)
    with serving(served) as url:
        assert run("data", "download", "kitti-road", "-o", tmp_path / "k", "--url", url) == 0
        told = capsys.readouterr()
        assert "CC BY-NC-SA 3.0" in told.err
        assert "is fine: everything in it was read" in told.out
        assert served.requests == 1
        assert run("data", "download", "kitti-road", "-o", tmp_path / "k", "--json") == 0
        assert served.requests == 1
    told = capsys.readouterr()
    assert "nothing to do" in told.err
    assert json.loads(told.out) == {"root": str(tmp_path / "k"), "already": True}
    assert run("data", "check", tmp_path / "k", "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["layout"], report["pictures"], report["labels"]) == ("kitti-road", 12, 6)
    assert report["groups"]["umm"]["sizes"] == {"6x4": 2}
    assert report["problems"] == report["label_problems"] == report["left_out"] == []


def test_check_names_what_is_broken(
    small: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "here.zip"
    source.write_bytes(small)
    assert run("data", "download", "kitti-road", "-o", tmp_path / "k", "--from", source) == 0
    capsys.readouterr()
    (tmp_path / "k/training/calib/um_000001.txt").write_bytes(b"\x00\xff")
    (tmp_path / "k/training/image_2/uu_000001.png").unlink()
    assert run("data", "check", tmp_path / "k") == 1
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("training/calib/um_000001.txt ") for line in lines)
    assert "training/gt_image_2/uu_road_000001.png is a label without a picture" in lines
    assert max(map(len, lines[2:-1])) <= 100
    assert lines[-1].startswith("2 problems in ")


def folders(root: Path, road: bool) -> None:
    """Write one labelled picture in `images` and `masks`, and one that the layout does not know."""
    image = np.full((32, 64, 3), 90, np.uint8)
    write_png(root / "images" / "a.png", image)
    mask = np.zeros((32, 64), np.uint8)
    mask[16:] = 255 * road
    write_png(root / "masks" / "a.png", mask)
    write_png(root / "images_old" / "a.png", image)


def test_check_says_what_it_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders(tmp_path, road=True)
    assert run("data", "check", tmp_path) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "images_old/a.png is left out: in the unknown folder images_old" in lines
    assert lines[-1] == f"no problem in what was read of {tmp_path}; 1 file was left out"
    assert run("data", "check", tmp_path, "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert not undocumented("data check", {*report, *report["groups"]["all"]})
    assert report["left_out"] == [
        {"file": "images_old/a.png", "reason": "in the unknown folder images_old"}
    ]
    assert report["left_out_by_reason"] == {"in the unknown folder images_old": 1}
    assert report["groups"]["all"]["labels_with_road"] == 1


def test_check_names_five_files_of_a_cause_or_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders(tmp_path, road=True)
    for number in range(30):
        (tmp_path / "images" / f"{number:02}.png").touch()
    assert run("data", "check", tmp_path) == 1
    assert "30 files: is a picture without a label: images/00.png" in capsys.readouterr().out
    assert run("data", "check", tmp_path, "--verbose") == 1
    assert capsys.readouterr().out.count("is a picture without a label\n") == 30


def test_opening_a_data_set_says_what_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders(tmp_path, road=True)
    assert len(open_labelled(tmp_path).items) == 1
    told = capsys.readouterr()
    assert not told.out
    assert told.err == ("roadeye: images_old/a.png is left out: in the unknown folder images_old\n")


def test_names_that_move_the_cursor_are_escaped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders(tmp_path, road=True)
    (tmp_path / "images" / "\x1b[31mred\n.png").touch()
    assert run("data", "check", tmp_path) == 1
    out = capsys.readouterr().out
    assert "images/\\x1b[31mred\\x0a.png is a picture without a label\n" in out
    assert "\x1b" not in out


def test_check_of_labels_without_road_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders(tmp_path, road=False)
    assert run("data", "check", tmp_path) == 1
    out = capsys.readouterr().out
    assert "no road in any of 1 labels" in out
    assert out.splitlines()[-1] == f"1 problem in {tmp_path}"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("check", "nowhere"), "nowhere is not a folder"),
        (("download", "kitty", "-o", "k"), "known: kitti-road"),
        (("download", "kitti-road", "-o", "k", "--from", "none.zip"), "none.zip is not a file"),
    ],
)
def test_one_line_and_exit_code_2(
    arguments: tuple[str, ...],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("data", *arguments) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_an_interrupted_download_leaves_nothing_and_starts_again(
    small: bytes, tmp_path: Path
) -> None:
    served = Behaviour(small, pause=30.0)
    out = tmp_path / "k"
    with serving(served) as url:
        command = ["data", "download", "kitti-road", "-o", str(out), "--url", url]
        command = [sys.executable, "-m", "roadeye", *command]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + 30
        while not served.requests and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in error
    assert list(out.iterdir()) == []
    assert list(tmp_path.iterdir()) == [out]


def test_check_goes_on_without_a_model(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_model(_: str) -> None:
        raise ModelError("no model here.")

    monkeypatch.setattr("roadeye.load", no_model)
    folders(tmp_path, road=True)
    assert run("data", "check", tmp_path) == 0
    assert "the labels are not compared with a model: no model here." in capsys.readouterr().err


def test_check_compares_with_the_model_that_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folders(tmp_path / "data", road=True)
    assert run("data", "check", tmp_path / "data", "--model", tmp_path / "none.tflite") == 2
    assert "none.tflite" in capsys.readouterr().err
    asked = []

    def load(model: str) -> Callable[[Image], SimpleNamespace]:
        asked.append(model)
        return lambda image: SimpleNamespace(mask=np.zeros(image.shape[:2], np.bool_))

    monkeypatch.setattr("roadeye.load", load)
    run("data", "check", tmp_path / "data", "--model", "roadeye-open")
    assert asked == ["roadeye-open"]
