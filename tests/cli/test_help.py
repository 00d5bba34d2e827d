"""Help of every command: field words for what a person gives, and nothing heavy loaded for it."""

import re
import subprocess
import sys

import pytest

from roadeye.cli import main
from roadeye.cli.app import COMMANDS
from roadeye.cli.data import data

EVERY = [
    [],
    *([name] for name in COMMANDS),
    *(
        ["data", one.name or getattr(one.callback, "__name__", "")]
        for one in data.registered_commands
    ),
]
PYTHON_TYPE = re.compile(r"<.+>|\b(str|Path|INTEGER|FLOAT|TEXT|PATH)\b")

HELP_OF_ALL = f"""
import sys
from roadeye.cli import main

for words in {EVERY!r}:
    try:
        main([*words, "--help"])
    except SystemExit:
        pass
heavy = {{"numpy", "pydantic", "rich", "cv2", "PIL", "av", "msgspec"}} & set(sys.modules)
sys.exit(f"loaded: {{heavy}}" if heavy else 0)
"""


def shown(capsys: pytest.CaptureFixture[str], words: list[str]) -> str:
    with pytest.raises(SystemExit) as end:
        main([*words, "--help"])
    assert end.value.code == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_help_names_no_type_of_python(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    text = shown(capsys, words)
    assert text.startswith("Usage: ")
    assert "--help" in text
    assert not PYTHON_TYPE.search(text)


def test_every_value_has_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, ["data", "download"])
    assert re.search(r"\n  NAME  +A data set", text)
    assert re.search(r"\n  -o, --out DIR  +Where", text)
    assert re.search(r"\n  --url URL  +Download", text)


def test_help_loads_nothing_heavy() -> None:
    command = [sys.executable, "-c", HELP_OF_ALL]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("words", [[], ["data"]], ids=" ".join)
def test_a_group_alone_shows_its_help(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(words)
    assert end.value.code == 2
    assert "Commands:" in "".join(capsys.readouterr())
