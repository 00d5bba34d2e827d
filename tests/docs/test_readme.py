"""Each command in the README runs, and the files it names are there."""

import re
from fractions import Fraction
from pathlib import Path

import pytest
from console_blocks import REPOSITORY, console_commands, run, shortened, to_run

from roadeye.cli.app import COMMANDS
from roadeye.io.images import write_jpeg
from roadeye.io.video_writer import video_writer
from roadeye.scenes import render_sequence, write_dataset

PAGE = REPOSITORY / "README.md"

EXCEPTIONS = {
    "make demo": "makes the environment that this test runs in; `roadeye demo` has its own test",
    "make test": "is what runs this test",
    "roadeye submit": "needs KITTI's whole test set; tests/test_submit.py makes one",
}


@pytest.mark.slow
@pytest.mark.tf
def test_every_command_runs(tmp_path: Path) -> None:
    commands = to_run(console_commands(PAGE), EXCEPTIONS)
    for name in ("data_road", "my_street"):
        write_dataset(tmp_path / name, 12, 8, (94, 311), "kitti")
    with video_writer(tmp_path / "drive.mp4", Fraction(10)) as write:
        for index, scene in enumerate(render_sequence(1, 3, (96, 160), "dashcam")):
            write(Fraction(index, 10), scene.image)
            write_jpeg(tmp_path / "drive" / f"{index}.jpg", scene.image)
    for command in commands:
        run(shortened(command, tmp_path), tmp_path)
    assert (tmp_path / "road.mp4").stat().st_size > 0
    assert len(list((tmp_path / "out").glob("*_mask.png"))) == 3


def test_every_command_of_the_program_is_in_the_table() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert not [name for name in COMMANDS if f"`{name}" not in text and f", `{name}" not in text]


def test_every_file_that_is_named_exists() -> None:
    text = PAGE.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)\)", text)
    assert links
    assert not [link for link in links if not (REPOSITORY / link).exists()]
    for name in re.findall(r"^\| (`.*?`(?:, `.*?`)*) \|", text, flags=re.MULTILINE):
        for path in re.findall(r"`([a-z_]+(?:\.py|/))`", name):
            assert (REPOSITORY / "src" / "roadeye" / path).exists(), path


def test_nothing_is_left_to_fill_in() -> None:
    for page in (PAGE, *(REPOSITORY / "docs").rglob("*.md")):
        assert not re.findall(r"@@|\bTODO\b|\bSCORES\b", page.read_text(encoding="utf-8")), page


@pytest.mark.slow
def test_the_demo_leaves_pictures_and_a_film(tmp_path: Path) -> None:
    from roadeye.cli import main

    with pytest.raises(SystemExit) as ended:
        main(["demo", "-o", str(tmp_path / "demo")])
    assert ended.value.code == 0
    assert len(list((tmp_path / "demo").glob("*_overlay.jpg"))) == 9
    assert (tmp_path / "demo" / "drive.mp4").stat().st_size > 10_000
