"""The container files: what they let in, who runs, and how `containers/` reads them."""

import json
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]

from dockerfile import Ignored, Step, assignments, read_dockerfile

FILES = ("Dockerfile", "Dockerfile.gpu")


@pytest.mark.parametrize("name", FILES)
def test_the_command_is_roadeye_and_never_root(name: str) -> None:
    last = read_dockerfile(REPOSITORY / name)[-1]
    said = {step.instruction: step.text for step in last.steps}
    assert json.loads(said["ENTRYPOINT"]) == ["roadeye"]
    user, group = said["USER"].split(":")
    assert int(user) > 0
    assert int(group) > 0
    assert said["WORKDIR"] == "/data"


@pytest.mark.parametrize("name", FILES)
def test_what_is_copied_is_there_and_let_in(name: str) -> None:
    ignored = Ignored.read(REPOSITORY / ".dockerignore")
    copies = [
        step.text.split()[:-1]
        for stage in read_dockerfile(REPOSITORY / name)
        for step in stage.steps
        if step.instruction == "COPY" and not step.text.startswith("--from")
    ]
    assert copies
    for source in (source for sources in copies for source in sources):
        assert (REPOSITORY / source).exists(), source
        assert not ignored(source), source


def test_the_images_differ_only_where_they_must() -> None:
    cpu, gpu = (read_dockerfile(REPOSITORY / name) for name in FILES)
    for here, there in zip(cpu, gpu, strict=True):
        assert here.base == there.base
        assert [step.instruction for step in here.steps] == [
            step.instruction for step in there.steps
        ]


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
    assert Ignored.read(REPOSITORY / ".dockerignore")(path) is out


def test_the_last_pattern_that_matches_counts() -> None:
    ignored = Ignored(("*", "!src", "**/*.pyc", "!src/keep.pyc"))
    assert [ignored(path) for path in ("a", "src", "src/b/c.pyc", "src/keep.pyc")] == [
        True,
        False,
        True,
        False,
    ]


def test_steps_are_read_as_docker_reads_them(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text(
        "# a comment\nFROM debian:trixie-slim AS build\nRUN one \\\n    # not this\n    && two\n\n"
        "FROM debian:trixie-slim\nENV A=1 \\\n    PATH=/opt/bin:$PATH\n"
    )
    first, last = read_dockerfile(file)
    assert (first.base, first.name, last.name) == ("debian:trixie-slim", "build", "")
    assert first.steps == [Step("RUN", "one && two")]
    assert assignments(last.steps[0].text, {"PATH": "/bin"}) == {"A": "1", "PATH": "/opt/bin:/bin"}


def test_an_instruction_that_would_be_skipped_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text("FROM debian:trixie-slim\nADD http://example.org/x /x\n")
    with pytest.raises(ValueError, match="ADD"):
        read_dockerfile(file)
