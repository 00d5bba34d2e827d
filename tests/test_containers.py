"""The container files copy what is there and let in, install the wheel, and run as nobody."""

import json
import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
FILES = ("Dockerfile", "Dockerfile.gpu")


def instructions(name: str) -> list[tuple[str, str]]:
    """Return the instructions of a Dockerfile, continued lines joined: ("RUN", "apt-get …")."""
    lines = [line for line in (REPOSITORY / name).read_text().splitlines() if line[:1] != "#"]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines()
    return [(word, text) for word, _, text in (line.partition(" ") for line in joined if line)]


def ignored(path: str) -> bool:
    """Tell whether .dockerignore keeps a path out: of the patterns that match, the last counts."""
    out = False
    for pattern in (REPOSITORY / ".dockerignore").read_text().splitlines():
        bare = pattern.removeprefix("!")
        anywhere = bare.startswith("**/") and f"/{bare[3:]}/" in f"/{path}/"
        if anywhere or fnmatchcase(path.split("/", maxsplit=1)[0], bare):
            out = not pattern.startswith("!")
    return out


@pytest.mark.parametrize("name", FILES)
def test_the_command_is_roadeye_and_never_root(name: str) -> None:
    last = dict(instructions(name))
    assert json.loads(last["ENTRYPOINT"]) == ["roadeye"]
    assert last["USER"] == "10001:10001"
    assert last["WORKDIR"] == "/data"


@pytest.mark.parametrize("name", FILES)
def test_what_is_copied_is_there_and_let_in(name: str) -> None:
    copies = [text.split() for word, text in instructions(name) if word == "COPY"]
    sources = [source for words in copies if words[0][:2] != "--" for source in words[:-1]]
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    needed = ["pyproject.toml", "constraints.txt", project["readme"], *project["license-files"]]
    for path in needed:
        assert any(Path(path).is_relative_to(source) for source in sources), path
    for source in sources:
        assert (REPOSITORY / source).exists()
        assert not ignored(source)


@pytest.mark.parametrize(
    ("name", "what"), [("Dockerfile", "$1[serve]"), ("Dockerfile.gpu", "$1[train,export]")]
)
def test_the_wheel_is_installed_in_the_tested_versions(name: str, what: str) -> None:
    (install,) = [text for word, text in instructions(name) if word == "RUN" and "/dist" in text]
    assert " wheel --no-cache-dir --no-deps --wheel-dir /dist ." in install
    assert "--constraint constraints.txt" in install
    assert what in install


@pytest.mark.parametrize(
    ("path", "out"),
    [
        ("pyproject.toml", False),
        ("src/roadeye/cli/app.py", False),
        ("src/roadeye/models/roadeye.tflite", False),
        ("src/roadeye/cli/__pycache__/app.cpython-313.pyc", True),
        (".git/config", True),
        (".venv/bin/python", True),
        ("runs/first/model.tflite", True),
        ("data_road/training/image_2/um_000000.png", True),
        ("tests/src/a.py", True),  # a folder of the same name elsewhere
    ],
)
def test_no_data_history_or_environment_goes_in(path: str, out: bool) -> None:
    assert ignored(path) is out


def test_the_health_of_serve_is_asked_for_and_of_other_commands_is_good() -> None:
    command = json.loads(dict(instructions("Dockerfile"))["HEALTHCHECK"].partition("CMD ")[2])
    assert command[:2] == ["python3", "-c"]
    script = command[2].replace("/proc/1/cmdline", "{cmdline}").replace("8000", "1")

    def healthy(cmdline: bytes, folder: Path) -> bool:
        (folder / "cmdline").write_bytes(cmdline)
        code = script.format(cmdline=folder / "cmdline")
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
        return done.returncode == 0

    with TemporaryDirectory() as folder:
        assert healthy(b"python3\0/opt/roadeye/bin/roadeye\0predict\0a.jpg\0", Path(folder))
        assert not healthy(b"python3\0/opt/roadeye/bin/roadeye\0serve\0", Path(folder))
