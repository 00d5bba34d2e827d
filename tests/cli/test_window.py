"""The window of `predict --show`, on a display that nobody looks at."""

import os
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numbered_video import write_numbered
from xvfb import xvfb

from roadeye.cli.window import Window, open_window
from roadeye.inference.events import Advanced, Live
from roadeye.inference.jobs import Job, SourceKind
from roadeye.inference.outputs.kinds import OutputKind
from roadeye.inference.prediction import Prediction
from roadeye.io.images import read_image
from roadeye.io.video import frames_of_video

pytest.importorskip("tkinter")


def frame(folder: Path, number: int = 0, live: Live | None = None) -> Advanced:
    """Half of a grey picture is road."""
    probability = np.zeros((120, 160), np.float32)
    probability[60:] = 1
    found = Prediction(np.full((120, 160, 3), 90, np.uint8), probability, 0.5)
    outputs = {OutputKind.OVERLAY: folder / "drive.mp4"}
    job = Job("drive", (folder / "in.mp4",), SourceKind.VIDEO, outputs)
    return Advanced(job, found, Fraction(number, 10), live)


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    with xvfb() as display:
        monkeypatch.setenv("DISPLAY", display)
        opened = open_window()
        assert opened is not None
        opened.root.focus_force()
        yield opened
        opened.close()


def press(window: Window, key: str) -> None:
    window.root.event_generate(f"<Key-{key}>")
    window.root.update()


@pytest.mark.slow
def test_keys(window: Window, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    window.show(frame(tmp_path, 7, Live(0.085, 3)))
    assert "frames a second, 85 ms behind, 3 dropped" in window.words()
    press(window, "s")
    coloured = read_image(tmp_path / "drive_0.700s.png")
    press(window, "o")
    press(window, "s")
    plain = read_image(tmp_path / "drive_0.700s.png")
    assert (plain == 90).all()
    assert (coloured[:50] == 90).all()
    assert (coloured[70:] != 90).any(axis=2).all()
    assert "drive_0.700s.png is the frame that was shown" in capsys.readouterr().err
    window.root.after(150, lambda: press(window, "space"))  # ends the pause
    press(window, "space")
    assert window.words().startswith("paused")
    window.show(frame(tmp_path, 8))
    assert not window.paused
    press(window, "q")
    assert window.closed
    window.show(frame(tmp_path, 9))  # what was in work when it was closed


@pytest.mark.slow
def test_predict_shows_and_writes(tmp_path: Path) -> None:
    video = write_numbered(tmp_path / "in.mp4", "libx264", range(6))
    with xvfb() as display:
        run_predict(video, display)
    assert len(list(frames_of_video(tmp_path / "out.mp4", pytest.fail))) == 6


@pytest.mark.slow
def test_without_a_display_the_file_is_written(tmp_path: Path) -> None:
    video = write_numbered(tmp_path / "in.mp4", "libx264", range(6))
    told = run_predict(video, None)
    assert told.count("no window") == 1
    assert "Traceback" not in told
    assert len(list(frames_of_video(tmp_path / "out.mp4", pytest.fail))) == 6


def run_predict(video: Path, display: str | None) -> str:
    command = [sys.executable, "-m", "roadeye", "predict", str(video), "--show"]
    command += ["-o", str(video.with_name("out.mp4"))]
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    if display is not None:
        environment["DISPLAY"] = display
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr
