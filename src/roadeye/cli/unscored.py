"""What a command that scores tells on stderr of the pictures that are in no score."""

import re
import sys
from collections.abc import Sequence

from roadeye.evaluation.result import UnscoredPicture
from roadeye.problems import first_few

MAX_CAUSES = 20
"""So many causes are told apart."""


def tell_unscored(
    unscored: Sequence[UnscoredPicture], scored: int, *, verbose: bool = False
) -> None:
    """Tell which pictures could not be scored, and over how many the scores are.

    Args:
        unscored: The pictures.
        scored: Number of the others.
        verbose: Whether each picture gets a line of its own.
    """
    for line in [_one(one) for one in unscored] if verbose else grouped(unscored):
        print(f"roadeye: {line}", file=sys.stderr)
    if unscored:
        total = scored + len(unscored)
        print(f"roadeye: the scores are over {scored} of {total} pictures only.", file=sys.stderr)


def grouped(unscored: Sequence[UnscoredPicture]) -> list[str]:
    """Return a line for each cause with the first few pictures that have it.

    Reasons that differ only in the picture's name and in numbers are one cause.

    >>> grouped([UnscoredPicture(f"a{n}", f"a{n}.png is empty") for n in range(7)])
    ['7 pictures (a0, a1, a2, a3, a4 and 2 more): a0.png is empty']
    """
    groups: dict[str, list[UnscoredPicture]] = {}
    for one in unscored:
        groups.setdefault(_cause(one), []).append(one)
    shown = list(groups.values())[:MAX_CAUSES]
    lines = [
        _one(group[0])
        if len(group) == 1
        else f"{len(group)} pictures ({first_few(one.name for one in group)}): {group[0].reason}"
        for group in shown
    ]
    rest = list(groups.values())[MAX_CAUSES:]
    if rest:
        lines.append(f"{sum(map(len, rest))} more pictures have {len(rest)} other causes.")
    return lines


def _one(one: UnscoredPicture) -> str:
    return f"{one.name}: {one.reason}"


def _cause(one: UnscoredPicture) -> str:
    own = one.name.rpartition("/")[2]
    return re.sub(r"\d+", "#", one.reason.replace(one.name, "").replace(own, ""))
