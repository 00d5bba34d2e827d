"""The commands that a page shows in its ```console blocks, and how to run them."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SMOKE = "--recipe smoke"
_SHELL_FENCES = {"bash", "sh", "shell", "zsh", "console"}
_CHECKPOINT = re.compile(r"(\S+/checkpoints/)best-ep-\S+\.weights\.h5")


@dataclass(frozen=True)
class Command:
    """Hold a command of a page and where it stands."""

    page: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}: {self.text}"


def console_commands(page: Path) -> list[Command]:
    """Return the commands of a page: lines of ```console blocks after `$ `.

    A line that ends in a backslash goes on in the next. Other lines of a block are output.

    Raises:
        ValueError: A command would escape: it is in a block of another shell, or its block shows
            none.
    """
    commands: list[Command] = []
    fence, opened, shown = "", 0, 0
    lines = page.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        if line.lstrip().startswith("```"):
            language = line.strip().removeprefix("```").strip()
            if not fence:
                if language in _SHELL_FENCES - {"console"}:
                    raise ValueError(f"{page}:{number}: use ```console, not ```{language}")
                fence, opened, shown = language or "plain", number, len(commands)
            else:
                if fence == "console" and len(commands) == shown:
                    raise ValueError(f"{page}:{opened}: no line of this block starts with '$ '")
                fence = ""
        elif fence == "console" and line.startswith("$ "):
            commands.append(Command(page, number, line.removeprefix("$ ").strip()))
        elif fence == "console" and len(commands) > shown and commands[-1].text.endswith("\\"):
            text = f"{commands[-1].text[:-1].rstrip()} {line.strip()}"
            commands[-1] = replace(commands[-1], text=text)
    return commands


def to_run(commands: Sequence[Command], exceptions: Mapping[str, str]) -> list[Command]:
    """Return the commands that must run: all but those that an exception names.

    Args:
        commands: The commands of a page.
        exceptions: The reason by what a command starts with.

    Raises:
        ValueError: An exception is not needed.
    """
    stale = [
        start for start in exceptions if not any(item.text.startswith(start) for item in commands)
    ]
    if stale:
        raise ValueError(f"no command of the page starts with {stale}")
    return [item for item in commands if not item.text.startswith(tuple(exceptions))]


def shortened(command: Command, folder: Path) -> Command:
    """Return a command as a test runs it: trained by the smoke recipe, on the epoch that came out.

    Args:
        command: A command of a page.
        folder: Where it will run; a checkpoint that it names is the best one there.
    """
    text = command.text
    if text.startswith("roadeye train ") and "--recipe" not in text and "--list" not in text:
        text = f"{text} {SMOKE}"
    named = _CHECKPOINT.search(text)
    if named:
        best = max((folder / named[1]).glob("best-ep-*"), key=lambda path: path.name.split("-")[4])
        text = text.replace(named[0], f"{named[1]}{best.name}")
    return replace(command, text=text)


def run(command: Command, folder: Path, seconds: float = 300) -> str:
    """Run a command in a folder, by bash and with this environment's programs first.

    Returns:
        What it printed to stdout.

    Raises:
        AssertionError: It failed; the message says where on the page it stands.
    """
    programs = Path(sys.executable).parent
    done = subprocess.run(
        ["bash", "-c", command.text],
        cwd=folder,
        env=os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    if done.returncode != 0:
        raise AssertionError(f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout
