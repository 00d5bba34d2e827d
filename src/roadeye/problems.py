"""What is wrong with files, told in a bounded number of lines."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

NAMED = 5
"""How many files of one cause are named."""
CAUSES = 20
"""How many causes are told apart."""

_VARIES = re.compile(r"\d+")


@dataclass(frozen=True)
class FileProblem:
    """Name a file that is broken or does not fit, and say why.

    Attributes:
        file: The file, as people are told of it: its path below the data set.
        what: The rest of a sentence that begins with the file: `"has no label"`.
    """

    file: str
    what: str


def what_of(error: Exception, file: object) -> str:
    """Return what an error says of a file, as `FileProblem.what` wants it.

    >>> what_of(ValueError("a.png is no picture."), "a.png")
    'is no picture'
    """
    return str(error).removeprefix(str(file)).strip().rstrip(".")


def summarise(problems: Iterable[FileProblem], limit: int = NAMED) -> list[str]:
    """Return one line for each cause: how many files it has, and the first few of them.

    Problems that differ only in their numbers have one cause; the first one's numbers are told.
    Where there are too many causes, a last line counts the others.

    Args:
        problems: What is wrong, file by file.
        limit: How many files of a cause are named.

    >>> summarise([FileProblem("a.png", "has no label")])
    ['a.png has no label']
    >>> summarise([FileProblem(f"{n}.png", f"has {n} rows") for n in range(3)], limit=2)
    ['3 files, such as 0.png, 1.png and 1 more: 0.png has 0 rows']
    """
    groups: dict[str, list[FileProblem]] = {}
    for problem in problems:
        groups.setdefault(_cause(problem), []).append(problem)
    lines = [_line(group, limit) for group in list(groups.values())[:CAUSES]]
    rest = list(groups.values())[CAUSES:]
    if rest:
        lines.append(f"{sum(map(len, rest))} more files with {len(rest)} other causes")
    return lines


def first_few(names: Iterable[str], limit: int = NAMED) -> str:
    """Return the first few names and how many more there are.

    >>> first_few(["a", "b", "c"], limit=2)
    'a, b and 1 more'
    """
    every = list(names)
    shown = ", ".join(every[:limit])
    return f"{shown} and {len(every) - limit} more" if len(every) > limit else shown


def _cause(problem: FileProblem) -> str:
    own = problem.file.rpartition("/")[2]
    return _VARIES.sub("#", problem.what.replace(problem.file, "").replace(own, ""))


def _line(group: list[FileProblem], limit: int) -> str:
    first = group[0]
    if len(group) == 1:
        return f"{first.file} {first.what}"
    names = first_few((problem.file for problem in group), limit)
    causes = {problem.what.replace(problem.file, "…") for problem in group}
    if len(causes) == 1:
        return f"{len(group)} files: {causes.pop().rstrip('.')}: {names}"
    return f"{len(group)} files, such as {names}: {first.file} {first.what}"
