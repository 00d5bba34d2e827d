"""`roadeye predict` from the command line, with a model that calls bright pixels road."""

import errno
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fake_engine import FakeEngine, fake_spec

from roadeye.arrays import Image
from roadeye.cli import main
from roadeye.io.atomic import output_error
from roadeye.io.images import read_gray, read_image, write_jpeg, write_png
from roadeye.io.video import frames_of_video, video_facts

# The same model for a process of its own, which it keeps busy.
SLOW_PROGRAM = """
import sys, time
import numpy as np
from roadeye.cli import main
from roadeye.inference import segmenter
from fake_engine import FakeEngine, fake_spec

def slow(image):
    time.sleep(0.05)
    return image[..., 0].astype(np.float32) / 255

segmenter.open_engine = lambda *_: FakeEngine(slow, fake_spec((304, 400)))
main(sys.argv[1:])
"""


@pytest.fixture(autouse=True)
def _bright_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sizes = ((32, 48), (192, 640), (400, 304))
    engine = FakeEngine(spec=fake_spec(*sizes))
    monkeypatch.setattr("roadeye.inference.segmenter.open_engine", lambda *_: engine)
    monkeypatch.chdir(tmp_path)


def predict(*arguments: object) -> int:
    with pytest.raises(SystemExit) as stopped:
        main(["predict", *map(str, arguments)])
    assert isinstance(stopped.value.code, int)
    return stopped.value.code


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def half_bright(height: int = 32, width: int = 48) -> Image:
    """The lower half is white."""
    image = np.zeros((height, width, 3), np.uint8)
    image[height // 2 :] = 255
    return image


def test_a_picture_gives_overlay_mask_and_probability(tmp_path: Path) -> None:
    write_png(tmp_path / "ein Bild ü.png", half_bright())
    assert predict("ein Bild ü.png") == 0
    out = tmp_path / "roadeye_out"
    assert files(out) == ["ein Bild ü_mask.png", "ein Bild ü_overlay.jpg", "ein Bild ü_prob.png"]
    mask = read_gray(out / "ein Bild ü_mask.png")
    assert ((mask == 255) == (half_bright()[..., 0] > 127)).all()
    assert set(np.unique(mask)) == {0, 255}
    assert read_image(out / "ein Bild ü_overlay.jpg").shape == (32, 48, 3)
    levels = read_gray(out / "ein Bild ü_prob.png")
    assert (levels[:16] == 0).all()
    assert (levels[16:] == 255).all()


@pytest.mark.parametrize("shape", [(1, 1), (1, 97), (97, 1), (33, 65), (400, 30)])
def test_any_size_comes_back_at_that_size(tmp_path: Path, shape: tuple[int, int]) -> None:
    write_png(tmp_path / "a.png", np.full((*shape, 3), 255, np.uint8))
    assert predict("a.png", "-o", "out") == 0
    assert (read_gray(tmp_path / "out" / "a_mask.png") == 255).all()
    assert read_gray(tmp_path / "out" / "a_mask.png").shape == shape


def test_json_is_a_line_an_input_and_a_summary(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_png(tmp_path / "a.png", half_bright())
    (tmp_path / "b.jpg").write_text("no picture")
    assert predict("a.png", "b.jpg", "none.png", "--save", "mask", "-o", "out", "--json") == 1
    lines: list[dict[str, Any]] = [
        json.loads(line) for line in capsys.readouterr().out.splitlines()
    ]
    (result,) = [line for line in lines if "outputs" in line]
    assert result.pop("milliseconds") > 0
    assert result == {
        "source": "a.png",
        "outputs": ["out/a_mask.png"],
        "width": 48,
        "height": 32,
        "road_fraction": 0.5,
    }
    assert sorted(line["source"] for line in lines if "error" in line) == ["b.jpg", "none.png"]
    counts = {"done": 1, "failed": 2, "skipped": 0, "not_done": 0}
    assert lines[-1] == {"summary": counts | {"licence": "none"}}  # of the fake engine


def test_a_batch_goes_on_and_names_the_bad_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "drive"
    for index in range(3):
        write_jpeg(folder / f"{index}.jpg", half_bright())
    cut = (folder / "1.jpg").read_bytes()
    (folder / "1.jpg").write_bytes(cut[: len(cut) // 2])
    (folder / "zero.png").touch()
    assert predict(folder, "-o", "out", "--save", "mask") == 1
    assert files(tmp_path / "out") == ["0_mask.png", "2_mask.png"]
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert "1.jpg" in lines[0]
    assert "cut short" in lines[0]
    assert "zero.png is empty" in lines[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none.jpg"], "none.jpg does not exist"),
        (["empty"], "empty holds no picture and no video"),
        (["*.gif"], "matches no file"),
        (["text.jpg"], "text.jpg is not a picture"),
        (["a.png", "--crop", "20,10"], "the crop from row 20 to 10 leaves no row"),
        (["a.png", "--crop", "20"], "not TOP,BOTTOM"),
        (["a.png", "--save", "masks"], "cannot save 'masks'; give some of overlay, mask, prob"),
        (["a.png", "--max-megapixels", "0.001"], "at most 0.001 are read"),
        (["a.png", "--fps", "5"], "for videos"),
        (["a.png", "-o", "x.avi"], r"ends in .mp4, .gif, .webp"),
        (["a.png", "-o", "text.jpg/out"], "cannot make the folder"),
        (["text.mp4"], "text.mp4 is not a video"),
        (["notes.txt"], "notes.txt is neither a video nor a picture"),
        (["a.png", "-o", "x.mp4", "--save", "mask"], "one video, which can show overlay or side"),
        (["a.png", "--threshold", "nan"], "from 0 to 1"),
        (["a.png", "--threshold", "5"], "from 0 to 1"),
        (["a.png", "--overwrite", "--skip-existing"], "exclude each other"),
        (["a.png", "--max-megapixels", "inf"], "--max-megapixels"),
        (["n" * 5000], "does not exist"),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    write_png(tmp_path / "a.png", half_bright(40, 60))
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.jpg").write_text("hello")
    (tmp_path / "text.mp4").write_text("hello")
    (tmp_path / "notes.txt").write_text("hello\n" * 100)
    assert predict(*arguments) == 2
    told = capsys.readouterr().err
    assert words in told
    assert "Traceback" not in told
    out = tmp_path / "roadeye_out"
    assert not out.exists() or not files(out)


def test_crop_and_threshold(tmp_path: Path) -> None:
    write_png(tmp_path / "a.png", np.full((32, 48, 3), 128, np.uint8))
    assert predict("a.png", "-o", "o", "--crop", "10,-5", "--save", "mask") == 0
    road = np.zeros((32, 48), np.bool_)
    road[10:27] = True
    assert ((read_gray(tmp_path / "o" / "a_mask.png") == 255) == road).all()
    assert predict("a.png", "-o", "p", "--threshold", "0.51", "--save", "mask") == 0
    assert (read_gray(tmp_path / "p" / "a_mask.png") == 0).all()  # 128 / 255 = 0.502


def test_names_mirror_the_folders_whatever_else_is_done(tmp_path: Path) -> None:
    for name in ("cam1/d/a.png", "cam1/b.png", "cam2/d/a.png"):
        write_png(tmp_path / name, half_bright())
    assert predict("cam1", "-r", "-o", "one", "--save", "mask") == 0
    assert predict("cam1", "cam2/d/a.png", "-r", "-o", "two", "--save", "mask") == 0
    found = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*_mask.png")}
    alone = {"b_mask.png", "d/a_mask.png"}
    assert found == {f"one/{name}" for name in alone} | {
        f"two/{name}" for name in alone | {"a_mask.png"}
    }


def test_two_inputs_of_one_name_are_refused_before_work_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("x/a.png", "y/A.png"):  # some disks see no case
        write_png(tmp_path / name, half_bright())
    assert predict("x/a.png", "y/A.png", "-o", "o") == 2
    told = capsys.readouterr().err
    assert "x/a.png and y/A.png would both write o/A_overlay.jpg" in told
    assert "--recursive" in told
    assert not (tmp_path / "o").exists()


def test_what_exists_is_kept_unless_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a", "b"):
        write_png(tmp_path / f"{name}.png", half_bright())
    assert predict("a.png", "-o", "o", "--save", "mask") == 0
    (tmp_path / "o" / "a_mask.png").write_bytes(b"mine")
    assert predict("a.png", "b.png", "-o", "o", "--save", "mask") == 2
    told = capsys.readouterr().err
    assert "o/a_mask.png would be overwritten; nothing was written." in told
    assert "--overwrite" in told
    assert files(tmp_path / "o") == ["a_mask.png"]
    assert predict("a.png", "b.png", "-o", "o", "--save", "mask", "--skip-existing") == 0
    assert "1 skipped" in capsys.readouterr().err
    assert (tmp_path / "o" / "a_mask.png").read_bytes() == b"mine"
    assert (tmp_path / "o" / "b_mask.png").exists()
    assert predict("a.png", "-o", "o", "--save", "mask", "--overwrite") == 0
    assert (read_gray(tmp_path / "o" / "a_mask.png") == 255).any()


def test_an_output_over_an_input_is_refused_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_png(tmp_path / "a.png", half_bright())
    write_png(tmp_path / "a_mask.png", half_bright())
    before = (tmp_path / "a_mask.png").read_bytes()
    assert predict("a.png", "a_mask.png", "-o", ".") == 2
    assert "would overwrite the input a_mask.png" in capsys.readouterr().err
    assert files(tmp_path) == ["a.png", "a_mask.png"]
    assert (tmp_path / "a_mask.png").read_bytes() == before


def test_an_output_that_fails_is_that_of_its_input_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    long = "n" * 250
    for name in ("a", long, "c"):
        write_png(tmp_path / f"{name}.png", half_bright())
    given = ["a.png", f"{long}.png", "c.png"]
    assert predict(*given, "-o", "o", "--save", "mask") == 1
    told = capsys.readouterr().err
    assert "File name too long" in told
    assert "free some space" not in told
    assert files(tmp_path / "o") == ["a_mask.png", "c_mask.png"]


def test_a_full_disk_ends_the_call_and_the_rest_is_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b", "c", "d", "e", "f", "g", "h"):
        write_png(tmp_path / f"{name}.png", half_bright())

    def full(path: Path, content: bytes, *, durable: bool = True) -> None:
        raise output_error(path, OSError(errno.ENOSPC, "No space left on device"))

    monkeypatch.setattr("roadeye.inference.write.write_bytes", full)
    assert predict(".", "-o", "o", "--save", "mask", "--json") == 2
    told = capsys.readouterr()
    assert "No space left on device" in told.err
    assert "-o" in told.err
    summary = json.loads(told.out.splitlines()[-1])["summary"]
    assert summary["done"] == 0
    assert summary["failed"] + summary["not_done"] == 8
    assert summary["not_done"] >= 1


@pytest.mark.parametrize("error", [RuntimeError("odd"), MemoryError(), RecursionError()])
def test_whatever_one_input_raises_the_others_are_done(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
) -> None:
    for name in ("a", "b", "c"):
        write_png(tmp_path / f"{name}.png", half_bright())

    def read(source: Path, *rest: object, **more: object) -> Image:
        if source.name == "b.png":
            raise error
        return read_image(source)

    monkeypatch.setattr("roadeye.inference.read.read_image", read)
    assert predict("a.png", "b.png", "c.png", "-o", "o", "--save", "mask") == 1
    assert files(tmp_path / "o") == ["a_mask.png", "c_mask.png"]
    told = capsys.readouterr().err
    assert "b.png" in told
    assert "Traceback" not in told


def test_many_failures_of_one_cause_are_grouped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "d").mkdir()
    for index in range(30):
        (tmp_path / "d" / f"{index}.png").touch()
    write_png(tmp_path / "d" / "good.png", half_bright())
    assert predict("d", "-o", "o") == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 6
    assert "25 more of the same kind" in lines[-1]
    assert predict("d", "-o", "p", "--verbose") == 1
    assert len(capsys.readouterr().err.splitlines()) == 30


def test_what_a_folder_holds_besides_is_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_png(tmp_path / "d" / "a.png", half_bright())
    (tmp_path / "d" / "notes.txt").touch()
    (tmp_path / "d" / "sub").mkdir()
    os.mkfifo(tmp_path / "d" / "pipe.jpg")
    assert predict("d", "-o", "o", "--save", "mask") == 0
    told = capsys.readouterr().err
    for words in ("(.txt)", "not a regular file", "recursive search"):
        assert words in told


def test_names_reach_the_terminal_escaped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_png(tmp_path / "\x1b[31mred\n.png", half_bright())
    (tmp_path / "\x1b]0;x\x07.png").touch()
    assert predict(".", "-o", "o", "--save", "mask") == 1
    told = capsys.readouterr()
    assert "\x1b" not in told.out + told.err
    assert r"\x1b[31mred\x0a.png" in told.out


def _drive(folder: Path, frames: int, height: int = 32, width: int = 48) -> None:
    for index in range(frames):
        image = np.zeros((height, width, 3), np.uint8)
        image[height // 2 :, index * 2 :] = 255
        write_png(folder / f"f{index}.png", image)


def test_a_folder_becomes_a_video_and_that_video_another(tmp_path: Path) -> None:
    _drive(tmp_path / "drive", 12)
    assert predict("drive", "-o", "video/a.mp4", "--fps", "20", "--end", "0.5") == 0
    frames = list(frames_of_video(tmp_path / "video" / "a.mp4", pytest.fail))
    assert [float(frame.time) for frame in frames] == pytest.approx([i / 20 for i in range(10)])
    for frame in frames:  # the overlay lies on the picture: magenta where it was white
        red, green = (frame.image[..., channel].astype(int) for channel in (0, 1))
        road = red > 127
        expected = np.zeros_like(road)
        expected[16:, frame.index * 2 :] = True
        assert (road == expected).mean() > 0.97
        assert (green[road] < red[road]).mean() > 0.95
    assert predict("video/a.mp4", "-o", "again", "--start", "0.2", "--end", "0.4") == 0
    again = list(frames_of_video(tmp_path / "again" / "a.mp4", pytest.fail))
    assert [float(frame.time) for frame in again] == pytest.approx([0, 0.05, 0.1, 0.15])


def test_a_bad_picture_is_left_out_of_the_video(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _drive(tmp_path / "drive", 4)
    (tmp_path / "drive" / "f2.png").write_text("broken")
    assert predict("drive", "-o", "a.gif", "--json") == 1
    told = capsys.readouterr()
    assert "f2.png is not a picture" in told.err
    assert json.loads(told.out.splitlines()[0])["frames"] == 3


def test_pictures_of_another_size_are_fitted_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _drive(tmp_path / "drive", 2)
    write_png(tmp_path / "drive" / "f2.png", half_bright(60, 40))
    assert predict("drive", "-o", "a.mp4") == 0
    assert "1 frame(s) of another size were fitted" in capsys.readouterr().err


def test_a_video_cut_short_gives_its_film_and_exit_code_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _drive(tmp_path / "drive", 60)
    assert predict("drive", "-o", "whole.mp4") == 0
    content = (tmp_path / "whole.mp4").read_bytes()
    (tmp_path / "cut.mp4").write_bytes(content[: len(content) * 3 // 4])
    assert predict("cut.mp4", "-o", "out") == 1
    told = capsys.readouterr().err
    assert "it was cut short" in told
    assert 10 < (video_facts(tmp_path / "out" / "cut.mp4").frames or 0) < 60


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["drive", "-o", "x.mkv"], ".mp4, .gif, .webp"),
        (["v.mp4", "-o", "v.mp4"], "would overwrite the input v.mp4"),
        (["v.mp4", "drive", "-o", "x.mp4"], "one video"),
        (["v.mp4", "--fps", "3"], "their own times"),
        (["v.mp4", "--start", "3", "--end", "2"], "an end after it"),
        (["v.mp4", "--start", "900"], "gave no frame"),
        (["drive", "-o", "x.mp4", "--crop", "50,60"], "leaves no row"),
    ],
)
def test_films_that_cannot_be_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    _drive(tmp_path / "drive", 2)
    assert predict("drive", "-o", "v.mp4") == 0
    before = (tmp_path / "v.mp4").read_bytes()
    capsys.readouterr()
    assert predict(*arguments) == 2
    assert words in capsys.readouterr().err
    assert not [name for name in files(tmp_path) if name.startswith((".", "x"))]
    assert (tmp_path / "v.mp4").read_bytes() == before


def _interrupted(tmp_path: Path, *arguments: str, number: int = signal.SIGINT) -> tuple[int, str]:
    """Start the program, signal it once it is at work, and wait for its end."""
    with subprocess.Popen(
        [sys.executable, "-c", SLOW_PROGRAM, "predict", *arguments],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:
        until = time.monotonic() + 30
        while time.monotonic() < until and not list(tmp_path.glob("out/f*_prob.png")):
            if list(tmp_path.glob("out/.*mp4")):
                time.sleep(0.5)  # some frames
                break
            time.sleep(0.02)
        process.send_signal(number)
        _, told = process.communicate(timeout=30)
    return process.returncode, told


def test_ctrl_c_leaves_whole_pictures_only(tmp_path: Path) -> None:
    _drive(tmp_path / "drive", 200, 8, 8)
    code, told = _interrupted(tmp_path, "drive", "-o", "out")
    assert code == 130
    assert "Traceback" not in told
    written = list((tmp_path / "out").iterdir())
    assert 3 <= len(written) < 600
    for path in written:
        assert not path.name.startswith(".")
        assert read_image(path).shape == (8, 8, 3)


def test_ctrl_c_leaves_a_film_that_plays(tmp_path: Path) -> None:
    _drive(tmp_path / "drive", 200)
    code, told = _interrupted(tmp_path, "drive", "-o", "out/a.mp4")
    assert code == 130
    assert "Traceback" not in told
    assert files(tmp_path / "out") == ["a.mp4"]
    frames = list(frames_of_video(tmp_path / "out" / "a.mp4", pytest.fail))
    assert 1 <= len(frames) < 200
    assert f"the first {len(frames)} frames are kept" in told


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_other_signals_finish_what_is_in_work_too(tmp_path: Path, number: int) -> None:
    _drive(tmp_path / "drive", 200)
    code, told = _interrupted(tmp_path, "drive", "-o", "out/a.mp4", number=number)
    assert code == 128 + number
    assert "the first" in told
    assert files(tmp_path / "out") == ["a.mp4"]
    assert list(frames_of_video(tmp_path / "out" / "a.mp4", pytest.fail))


def test_pictures_that_are_left_are_counted(tmp_path: Path) -> None:
    _drive(tmp_path / "drive", 200, 8, 8)
    _, told = _interrupted(tmp_path, "drive", "-o", "out", number=signal.SIGTERM)
    done, left = map(int, re.findall(r"interrupted: (\d+) done, (\d+) not done", told)[0])
    assert done >= 1
    assert done + left == 200
    assert len(list((tmp_path / "out").glob("*_mask.png"))) == done


def test_masks_of_a_video_are_lossless(tmp_path: Path) -> None:
    _drive(tmp_path / "drive", 5)
    assert predict("drive", "-o", "v.mp4") == 0
    assert predict("v.mp4", "-o", "out", "--save", "mask,prob,overlay") == 0
    assert files(tmp_path / "out") == ["v.mp4", "v_mask.mkv", "v_prob.mkv"]
    masks = list(frames_of_video(tmp_path / "out" / "v_mask.mkv", pytest.fail))
    assert len(masks) == 5
    assert all(set(np.unique(frame.image)) <= {0, 255} for frame in masks)


def test_a_closed_pipe_is_no_failure(tmp_path: Path) -> None:
    for index in range(40):
        write_png(tmp_path / "d" / f"{index}.png", half_bright())
    line = (
        f"{sys.executable} -m roadeye predict d -o o --save mask | head -1; exit ${{PIPESTATUS[0]}}"
    )
    done = subprocess.run(
        ["bash", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stdout.splitlines()) == 1


def test_closed_standard_error_is_no_failure(tmp_path: Path) -> None:
    write_png(tmp_path / "a.png", half_bright())
    line = f"{sys.executable} -m roadeye predict a.png none.png -o o --save mask 2>&-"
    done = subprocess.run(
        ["bash", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert (tmp_path / "o" / "a_mask.png").exists()


def test_native_libraries_are_silent(tmp_path: Path) -> None:
    write_png(tmp_path / "a.png", half_bright())
    command = [sys.executable, "-m", "roadeye", "predict", "a.png", "-o", "o", "--quiet"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
