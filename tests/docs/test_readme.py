"""Each command in the README runs, and the files it names are there."""

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from console_blocks import REPOSITORY, console_commands, run, shortened, to_run

from roadeye.cli.app import COMMANDS
from roadeye.io.images import write_jpeg
from roadeye.io.video_writer import video_writer
from roadeye.scenes import render_sequence, write_dataset

PAGE = REPOSITORY / "README.md"

EXCEPTIONS = {
    "pip install": "makes the environment that this test runs in",
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
    write_jpeg(tmp_path / "street.jpg", scene.image)
    for command in commands:
        run(shortened(command, tmp_path), tmp_path)
    assert (tmp_path / "road.mp4").stat().st_size > 0
    assert (tmp_path / "out" / "street_mask.png").exists()
    assert len(list((tmp_path / "masks").glob("*_mask.png"))) == 3


def test_the_lines_of_python_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    write_jpeg(
        tmp_path / "street.jpg", next(iter(render_sequence(1, 1, (96, 160), "dashcam"))).image
    )
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(compile(block, str(PAGE), "exec"), names)  # noqa: S102  our own page
    assert names["prediction"].mask.shape == (96, 160)


def test_every_command_of_the_program_is_in_the_table() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert not [name for name in COMMANDS if f"`{name}" not in text and f", `{name}" not in text]


@pytest.mark.parametrize("page", sorted(REPOSITORY.glob("*.md")), ids=lambda page: page.name)
def test_every_file_that_is_linked_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)\)", text) + re.findall(r"(?:src|srcset)=\"([^\"]+)\"", text)
    inner = [link for link in links if "://" not in link]
    assert not [link for link in inner if not (REPOSITORY / link).exists()]


def test_every_package_of_the_map_exists() -> None:
    text = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.*?`(?:, `.*?`)*) \|", text, flags=re.MULTILINE)
    paths = [path for row in rows for path in re.findall(r"`([a-z_]+(?:\.py|/))`", row)]
    assert len(paths) > 10
    assert not [path for path in paths if not (REPOSITORY / "src" / "roadeye" / path).exists()]


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
