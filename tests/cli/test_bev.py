import json
import os
from pathlib import Path

import numpy as np
import pytest
from json_reference import undocumented
from pinhole_toml import EXAMPLE

from roadeye.cli import main
from roadeye.geometry.calibration import format_calibration
from roadeye.geometry.pinhole import Pinhole
from roadeye.io.images import read_image, read_unchanged, write_png

CAMERA = Pinhole(width=160, height=120, fx=90, fy=90, cx=80, cy=40, above_road=1.6)


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        main(["bev", *map(str, arguments)])
    assert isinstance(left.value.code, int)
    return left.value.code


@pytest.fixture
def calib(tmp_path: Path) -> Path:
    path = tmp_path / "calib" / "um_000000.txt"
    path.parent.mkdir()
    path.write_text(format_calibration(CAMERA.calibration()))
    return path


@pytest.fixture
def mask(tmp_path: Path) -> Path:
    path = tmp_path / "mask.png"
    levels = np.full((120, 160), 7, np.uint8)
    levels[:, 80:] = 255
    write_png(path, levels)
    return path


def test_a_mask_stays_grey_and_keeps_its_values(
    tmp_path: Path, calib: Path, mask: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(mask, "--calib", calib, "-o", tmp_path / "bev.png", "--json") == 0
    view = read_unchanged(tmp_path / "bev.png")
    assert view.shape == (800, 400)
    assert np.unique(view).tolist() == [0, 7, 255]
    told = json.loads(capsys.readouterr().out)
    assert (told["width"], told["height"]) == (400, 800)
    assert not undocumented("bev", told)
    assert told["reached"] == pytest.approx((view > 0).mean())


def test_json_names_a_file_whose_name_is_no_text(
    tmp_path: Path, calib: Path, mask: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / os.fsdecode(b"caf\xe9.png")
    assert run(mask, "--calib", calib, "-o", out, "--json") == 0
    assert json.loads(capsys.readouterr().out)["output"] == rf"{tmp_path}/caf\udce9.png"


def test_a_picture_stays_coloured(tmp_path: Path, calib: Path) -> None:
    picture = tmp_path / "um_000000.png"
    write_png(picture, np.full((120, 160, 3), (250, 10, 20), np.uint8))
    assert run(picture, "--calib", calib, "-o", f"{tmp_path / 'my.out'}/") == 0
    view = read_image(tmp_path / "my.out" / "um_000000_bev.png")
    assert view[500, 200].tolist() == [250, 10, 20]


def test_back_shows_the_view_in_the_camera(tmp_path: Path, calib: Path, mask: Path) -> None:
    bev, again = tmp_path / "bev.png", tmp_path / "again.png"
    assert run(mask, "--calib", calib, "-o", bev) == 0
    assert run(bev, "--calib", calib, "-o", again, "--back", "--size", "120x160") == 0
    given, got = read_unchanged(mask), read_unchanged(again)
    assert got.shape == given.shape
    seen = got > 0
    assert seen[50:60, 60:100].all()
    assert (got == given)[seen].mean() > 0.95


def test_back_takes_the_size_of_the_picture_beside_the_calibration(
    tmp_path: Path, calib: Path, mask: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bev, again = tmp_path / "bev.png", tmp_path / "again.png"
    assert run(mask, "--calib", calib, "-o", bev) == 0
    assert run(bev, "--calib", calib, "-o", again, "--back") == 2
    assert "give --size" in capsys.readouterr().err
    write_png(tmp_path / "image_2" / "um_000000.png", read_unchanged(mask))
    assert run(bev, "--calib", calib, "-o", again, "--back") == 0
    assert read_unchanged(again).shape == (120, 160)


def test_another_camera_and_another_view(tmp_path: Path) -> None:
    camera, picture = tmp_path / "camera.toml", tmp_path / "picture.png"
    camera.write_text(EXAMPLE)
    write_png(picture, np.full((720, 1280, 3), 99, np.uint8))
    view = ("--x", -2, 2, "--z", 1.5, 9.5, "--cell", 0.02)
    assert run(picture, "--calib", camera, "-o", tmp_path / "bev.jpg", *view) == 0
    assert read_image(tmp_path / "bev.jpg").shape == (400, 200, 3)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--x", 3, 2], "rising order"),
        (["--back", "--size", "160"], "HEIGHTxWIDTH"),
        (["-o", "bev.jpg"], "give a .png file"),
        (["-o", "bev.bmp"], "expected a .png or .jpg file"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(  # noqa: PLR0917
    calib: Path, mask: Path, arguments: list[object], said: str,
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert run(mask, "--calib", calib, "-o", "bev.png", *arguments) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert not list(tmp_path.glob("bev*"))


def test_a_broken_calibration_is_named(
    tmp_path: Path, mask: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.txt"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n")
    assert run(mask, "--calib", broken, "-o", tmp_path / "bev.png") == 2
    assert f"{broken}, line 1" in capsys.readouterr().err


def test_an_input_is_not_overwritten(calib: Path, mask: Path) -> None:
    before = mask.read_bytes()
    assert run(mask, "--calib", calib, "-o", mask) == 2
    assert mask.read_bytes() == before
