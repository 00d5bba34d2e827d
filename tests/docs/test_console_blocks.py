"""What counts as a command of a page."""

from pathlib import Path

import pytest
from console_blocks import Command, console_commands, run, shortened, to_run


def page(folder: Path, text: str) -> Path:
    path = folder / "page.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_lines_after_a_prompt_are_commands_and_others_output(tmp_path: Path) -> None:
    found = console_commands(
        page(
            tmp_path,
            "# A page\n\n```console\n$ roadeye predict a.png \\\n    -o out\nout/a_mask.png\n"
            "$ ls out\n```\n\n```text\n$ not this\n```\n",
        )
    )
    assert [(item.line, item.text) for item in found] == [
        (4, "roadeye predict a.png -o out"),
        (7, "ls out"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "```bash\nroadeye predict a.png\n```\n",  # another shell
        "```console\nroadeye predict a.png\n```\n",  # no prompt
    ],
)
def test_a_command_that_would_escape_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match=r"page\.md:1"):
        console_commands(page(tmp_path, text))


def test_an_exception_that_no_command_needs_is_refused(tmp_path: Path) -> None:
    commands = [Command(tmp_path, 1, "docker build ."), Command(tmp_path, 2, "ls")]
    assert [item.text for item in to_run(commands, {"docker": "no engine"})] == ["ls"]
    with pytest.raises(ValueError, match="wget"):
        to_run(commands, {"wget": "network"})


def test_training_is_short_and_the_best_checkpoint_is_taken(tmp_path: Path) -> None:
    checkpoints = tmp_path / "run" / "checkpoints"
    checkpoints.mkdir(parents=True)
    for name in ("best-ep-1-val_iou-0.912-val_loss-1.0", "best-ep-2-val_iou-0.078-val_loss-0.9"):
        (checkpoints / f"{name}.weights.h5").touch()
    train = Command(tmp_path, 1, "roadeye train d -o run")
    assert shortened(train, tmp_path).text == "roadeye train d -o run --recipe smoke"
    export = Command(
        tmp_path,
        2,
        "roadeye export run/checkpoints/best-ep-38-val_iou-0.898-val_loss-0.064.weights.h5 -o x",
    )
    assert shortened(export, tmp_path).text == (
        "roadeye export run/checkpoints/best-ep-1-val_iou-0.912-val_loss-1.0.weights.h5 -o x"
    )


def test_a_failing_command_says_where_it_stands(tmp_path: Path) -> None:
    with pytest.raises(
        AssertionError, match=r"page\.md:7: echo oops >&2; false ended with 1:\noops"
    ):
        run(Command(Path("page.md"), 7, "echo oops >&2; false"), tmp_path)
