"""The names of a KITTI Road submission, as the readme of the benchmark gives them."""

import re
from collections.abc import Iterable
from itertools import groupby

from roadeye.problems import first_few

COUNTS = {"um": 96, "umm": 94, "uu": 100}
"""Numbers of pictures in the test set by category; they are numbered from 0."""

MAX_SPANS = 20
"""So many runs of pictures are named."""

_PICTURE = re.compile(r"(?P<category>[^_]+)_(?P<number>\d{6})")


def picture_names() -> tuple[str, ...]:
    """Return the names of the test pictures without suffix.

    >>> names = picture_names()
    >>> len(names), names[0], names[-1]
    (290, 'um_000000', 'uu_000099')
    """
    return tuple(
        f"{category}_{number:06}" for category, count in COUNTS.items() for number in range(count)
    )


def map_name(picture: str) -> str:
    """Return the name of a picture's map in a submission.

    >>> map_name("umm_000012")
    'umm_road_000012.png'
    """
    category, _, number = picture.partition("_")
    return f"{category}_road_{number}.png"


def spans(names: Iterable[str]) -> str:
    """Name many pictures in few words: runs of numbers, and at most `MAX_SPANS` of them.

    >>> spans(["um_000000", "um_000001", "um_000002", "uu_000007", "extra"])
    'um_000000 to 000002, uu_000007, extra'
    """
    found = {name: _PICTURE.fullmatch(name) for name in names}
    numbered = sorted(
        (match["category"], int(match["number"])) for match in found.values() if match is not None
    )
    parts = []
    # Neighbours of a run share the difference of their number and their place in the list.
    runs = groupby(enumerate(numbered), key=lambda entry: (entry[1][0], entry[1][1] - entry[0]))
    for (category, _), run in runs:
        numbers = [number for _, (_, number) in run]
        end = "" if len(numbers) == 1 else f" to {numbers[-1]:06}"
        parts.append(f"{category}_{numbers[0]:06}{end}")
    parts += sorted(name for name, match in found.items() if match is None)
    return first_few(parts, MAX_SPANS)
