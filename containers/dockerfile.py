"""Read a Dockerfile and a .dockerignore: as much of both as this repository's own files use."""

import re
import shlex
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

_INSTRUCTIONS = {"RUN", "COPY", "ENV", "WORKDIR", "USER", "ENTRYPOINT", "STOPSIGNAL"}


@dataclass(frozen=True)
class Step:
    """Hold one instruction, such as `RUN` and the words after it."""

    instruction: str
    text: str


@dataclass(frozen=True)
class Stage:
    """Hold what lies between one `FROM` and the next."""

    base: str
    name: str
    steps: list[Step] = field(default_factory=list)


def read_dockerfile(path: Path) -> list[Stage]:
    """Return the stages of a Dockerfile.

    Raises:
        ValueError: It has an instruction that is not known here.
    """
    lines = [line for line in path.read_text().splitlines() if not line.lstrip().startswith("#")]
    stages: list[Stage] = []
    for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines():
        if not line.strip():
            continue
        instruction, text = line.split(maxsplit=1)
        if instruction == "FROM":
            base, *name = text.split()
            stages.append(Stage(base, name[1] if name else ""))
        elif instruction in _INSTRUCTIONS:
            stages[-1].steps.append(Step(instruction, text))
        else:
            raise ValueError(f"{path}: {instruction} is not one of {sorted(_INSTRUCTIONS)}")
    return stages


def assignments(text: str, environment: dict[str, str]) -> dict[str, str]:
    """Return what an `ENV` sets, `$NAME` replaced by its value before it."""
    pairs = [word.split("=", 1) for word in shlex.split(text)]
    return {
        name: re.sub(r"\$\{?(\w+)\}?", lambda found: environment.get(found[1], ""), value)
        for name, value in pairs
    }


@dataclass(frozen=True)
class Ignored:
    """Tell which paths a .dockerignore keeps out: of the patterns that match, the last counts."""

    patterns: tuple[str, ...] = ()

    @classmethod
    def read(cls, path: Path) -> "Ignored":
        """Read a .dockerignore."""
        lines = [line.strip() for line in path.read_text().splitlines()]
        return cls(tuple(line for line in lines if line and not line.startswith("#")))

    def __call__(self, path: str) -> bool:
        """Tell whether a path, relative to the context, is kept out."""
        parts = path.split("/")
        above = ["/".join(parts[: count + 1]) for count in range(len(parts))]
        out = False
        for pattern in self.patterns:
            if any(_matches(candidate, pattern.removeprefix("!")) for candidate in above):
                out = not pattern.startswith("!")
        return out


def _matches(path: str, pattern: str) -> bool:
    if pattern.startswith("**/"):
        return fnmatchcase(path.rpartition("/")[2], pattern.removeprefix("**/"))
    return path.count("/") == pattern.count("/") and fnmatchcase(path, pattern)
