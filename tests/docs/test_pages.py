"""The commands on the pages of the site: all have options that exist, and most run."""

import shlex
import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import typer
from console_blocks import REPOSITORY, Command, console_commands, run, to_run

from roadeye.cli.app import build
from roadeye.io.images import write_jpeg
from roadeye.io.video_writer import video_writer
from roadeye.model.engine import model_path
from roadeye.scenes import render_sequence, write_dataset

DOCS = REPOSITORY / "docs"
PAGES = sorted(
    path for path in DOCS.rglob("*.md") if "generated" not in path.parts and "adr" not in path.parts
)

# What is not run of each page, and why. Other pages have tests of their own, or need Docker,
# a server or a training.
EXCEPTIONS = {
    "tutorial/first-mask.md": {
        "python3 -m venv": "the test has an environment",
        "source ": "the test has an environment",
        "pip install": "the test has an environment",
    },
    "how-to/video.md": {
        "roadeye predict 0": "needs a camera",
        "roadeye predict rtsp": "needs a camera",
        "ffmpeg": "needs the program ffmpeg",
    },
    "how-to/json.md": {},
    "how-to/calibrate.md": {
        "roadeye calibrate": "stores nothing where the model is calibrated already, as on drawn scenes",
        "roadeye evaluate third_drive": "needs the calibrated model",
    },
    "how-to/report.md": {},
    "how-to/browser.md": {"python -m http.server": "runs until it is stopped"},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with what the pages speak of, small."""
    scenes = list(render_sequence(1, 3, (96, 160), "dashcam"))
    with video_writer(tmp_path / "drive.mp4", Fraction(10)) as write:
        for index, scene in enumerate(scenes):
            write(Fraction(index, 10), scene.image)
            write_jpeg(tmp_path / "drive" / f"{index}.jpg", scene.image)
    write_jpeg(tmp_path / "street.jpg", scenes[0].image)
    for name in ("my_street", "another_drive"):
        write_dataset(tmp_path / name, 3, 8, (94, 311), "kitti")  # a seed that trained no model
    (tmp_path / "runs" / "mine").mkdir(parents=True)
    shutil.copy(model_path("roadeye"), tmp_path / "runs" / "mine" / "model.tflite")
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("page", EXCEPTIONS)
def test_every_command_runs(page: str, folder: Path) -> None:
    for command in to_run(console_commands(DOCS / page), EXCEPTIONS[page]):
        run(command, folder)


@pytest.fixture(scope="module")
def program() -> Any:
    return typer.main.get_command(build(()))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_every_command_is_one_that_exists(
    page: Path, program: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in console_commands(page):
        for words in _calls(command):
            _parse(program, words, command)


def _calls(command: Command) -> list[list[str]]:
    """Return the words after `roadeye` in each part of a pipe that calls it."""
    parts = [shlex.split(part, comments=True) for part in command.text.split("|")]
    return [_without_redirection(words[1:]) for words in parts if words[:1] == ["roadeye"]]


def _without_redirection(words: list[str]) -> list[str]:
    return words[: words.index(">")] if ">" in words else words


def _parse(program: Any, words: list[str], command: Command) -> None:
    """Parse the words as the program does, down to the last subcommand, and run nothing."""
    context, found = program.make_context("roadeye", list(words), resilient_parsing=True), program
    while hasattr(found, "get_command"):
        name, *words = words
        found = found.get_command(context, name)
        assert found is not None, f"{command}: there is no command {name}"
        parsed = list(words) if not hasattr(found, "get_command") else []
        context = found.make_context(name, parsed, parent=context, resilient_parsing=not parsed)


def test_an_option_that_does_not_exist_is_found(program: Any) -> None:
    command = Command(Path("page.md"), 1, "head x | roadeye predict a.jpg --colour red > out")
    with pytest.raises(Exception, match="No such option: --colour"):
        _parse(program, _calls(command)[0], command)
