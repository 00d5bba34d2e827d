"""Steps that leave a result once: skipped when it is there, done again when it was cut short."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from roadeye.errors import InputError
from roadeye.io.atomic import write_text


@dataclass(frozen=True)
class Steps:
    """Keep the results of steps.

    Attributes:
        runs: The folder of all results.
        say: Told what is done and what is there already.
    """

    runs: Path
    say: Callable[[str], None]

    def folder(self, name: str, inputs: dict[str, Any], work: Callable[[Path], None]) -> Path:
        """Return the folder of a step that writes many files and starts over when cut short.

        Args:
            name: The folder below `runs`.
            inputs: What the result depends on, apart from the code.
            work: Fills an empty folder.

        Raises:
            InputError: The result of other inputs is there.
        """
        out = self.runs / name
        if not self._done(name, inputs):
            partial = self.runs / "partial" / name
            shutil.rmtree(partial, ignore_errors=True)
            shutil.rmtree(out, ignore_errors=True)  # moved, but not noted as done
            partial.mkdir(parents=True)
            work(partial)
            out.parent.mkdir(parents=True, exist_ok=True)
            partial.rename(out)
            self._note(name, inputs)
        return out

    def resumed(self, name: str, inputs: dict[str, Any], work: Callable[[Path], None]) -> Path:
        """Return the folder or file of a step that goes on by itself with what is there.

        Args:
            name: The folder or file below `runs`.
            inputs: What the result depends on, apart from the code.
            work: Makes it, or goes on with it.

        Raises:
            InputError: The result of other inputs is there.
        """
        out = self.runs / name
        if not self._done(name, inputs):
            work(out)
            self._note(name, inputs)
        return out

    def _done(self, name: str, inputs: dict[str, Any]) -> bool:
        note = self._note_of(name)
        done = note.exists()
        if done and note.read_text("utf-8") != _text(inputs):
            raise InputError(
                f"{self.runs / name} was made from other inputs than today's ({note}): give "
                "another RUNS, or remove both to make it again."
            )
        self.say(f"{name}: {'is there' if done else 'is made'}")
        return done

    def _note(self, name: str, inputs: dict[str, Any]) -> None:
        write_text(self._note_of(name), _text(inputs))

    def _note_of(self, name: str) -> Path:
        return self.runs / "done" / f"{name.replace('/', '-')}.json"


def _text(inputs: dict[str, Any]) -> str:
    return json.dumps(inputs, indent=1, sort_keys=True, default=str) + "\n"
