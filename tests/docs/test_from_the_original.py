"""Each command on the page for users of the original runs, in the page's order."""

import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from console_blocks import REPOSITORY, Command, console_commands, run, shortened, to_run

from roadeye.io.images import read_image, write_jpeg
from roadeye.scenes.write import write_dataset

PAGE = REPOSITORY / "docs" / "how-to" / "from-the-original.md"

# What cannot run here, and why.
EXCEPTIONS = {
    "make setup": "makes the environment that this test runs in",
    "source .venv/bin/activate": "the test puts this environment first on the path",
    "roadeye data download": "needs the network; tests/data fetches from a server of its own",
    "docker": "needs a Docker engine; tests/test_containers.py reads the files",
}
SERVES = "tensorboard "  # runs until it is stopped


@pytest.mark.slow
@pytest.mark.soak  # trains once more, as README does; `test_pages.py` parses each command
@pytest.mark.tf
def test_every_command_runs(tmp_path: Path) -> None:
    commands = to_run(console_commands(PAGE), EXCEPTIONS)
    write_dataset(tmp_path / "data_road", count=12, seed=8)
    pictures = sorted((tmp_path / "data_road" / "training" / "image_2").iterdir())
    for picture in pictures[:4]:
        write_jpeg(tmp_path / "video_jpgs" / f"{picture.stem}.jpg", read_image(picture))

    for command in commands:
        if command.text.startswith(SERVES):
            serve(command, tmp_path)
        else:
            run(shortened(command, tmp_path), tmp_path)

    check_files_of_a_run(tmp_path / "runs" / "first")
    made = {path.name for path in tmp_path.iterdir()}
    assert {"roadeye.tflite", "out", "highway.gif", "highway.mp4", "again.webp"} <= made
    masks = sorted(path.name for path in (tmp_path / "out").glob("*_mask.png"))
    assert masks == [f"{picture.stem}_mask.png" for picture in pictures[:4]]


def check_files_of_a_run(run_folder: Path) -> None:
    named = set(re.findall(r"`runs/first/([^`]*?)/?`", PAGE.read_text(encoding="utf-8")))
    assert len(named) == 7
    for name in named:
        pattern = re.sub(r"best-ep-.*\.weights|um_\d+", "*", name)
        assert list(run_folder.glob(pattern)), f"the page names {name}, but no run leaves it"


def serve(command: Command, folder: Path, seconds: float = 60) -> None:
    """See that TensorBoard comes up and knows the run, then stop it."""
    program, *words = command.text.split()
    errors = folder / "tensorboard.log"
    with errors.open("w") as log:
        server = subprocess.Popen(
            [Path(sys.executable).parent / program, *words, "--port", "0", "--load_fast=false"],
            cwd=folder,
            stderr=log,
            stdout=log,
        )
    try:
        end = time.monotonic() + seconds
        while not (address := re.search(r"http://localhost:\d+/", errors.read_text())):
            assert server.poll() is None, errors.read_text()
            assert time.monotonic() < end, "TensorBoard names no address"
            time.sleep(0.2)
        while True:
            with urllib.request.urlopen(f"{address[0]}data/runs", timeout=10) as answer:
                if b'"."' in answer.read():
                    return
            assert time.monotonic() < end, "TensorBoard finds no run"
            time.sleep(0.5)
    finally:
        server.terminate()
        server.wait(10)
