"""Divide few pictures into folds for cross-validation, with pictures that belong together in one."""

from collections.abc import Sequence
from dataclasses import dataclass

from roadeye.data.dataset import Item
from roadeye.data.fingerprint import MAX_DISTANCE, distances

SEQUENCES = "sequence"
NEAR_DUPLICATES = "near-duplicates"
LEAST_SEQUENCES = 3
"""With fewer sequences a fold would train on less than half of them: near-duplicates group then."""


@dataclass(frozen=True)
class Folds:
    """Say which pictures are held out together.

    Attributes:
        grouped_by: `"sequence"` or `"near-duplicates"`.
        groups: The number of the group of each picture.
        folds: The number of the fold of each picture.
    """

    grouped_by: str
    groups: tuple[int, ...]
    folds: tuple[int, ...]

    @property
    def count(self) -> int:
        """The number of folds."""
        return max(self.folds) + 1


def divide(items: Sequence[Item], fingerprints: Sequence[bytes], most: int) -> Folds:
    """Divide pictures into at most so many folds of about equal size.

    Pictures of one sequence stay together where the layout tells three sequences or more, else
    those that are near-duplicates of each other. One group alone makes one fold.

    Args:
        items: The pictures.
        fingerprints: Of each; an empty one is nobody's duplicate.
        most: The largest number of folds.
    """
    sequences = [item.sequence for item in items]
    known = all(sequences) and len(set(sequences)) >= LEAST_SEQUENCES
    groups = _numbered(sequences) if known else near_duplicates(fingerprints)
    return Folds(SEQUENCES if known else NEAR_DUPLICATES, groups, _balanced(groups, most))


def near_duplicates(fingerprints: Sequence[bytes]) -> tuple[int, ...]:
    """Number the groups of pictures that are near-duplicates, also by way of a third.

    >>> near_duplicates([bytes(32), bytes([255] * 32), bytes([1] * 32), b"", b""])
    (0, 1, 0, 2, 3)
    """
    first: list[int] = []  # of each picture: the first picture of its group
    for number, one in enumerate(fingerprints):
        near = {
            first[other]
            for other, known in enumerate(fingerprints[:number])
            if one and known and int(distances(known, one)[0]) <= MAX_DISTANCE
        }
        group = min(near, default=number)
        first = [group if of in near else of for of in first] + [group]
    return _numbered(first)


def _numbered(names: Sequence[str] | Sequence[int]) -> tuple[int, ...]:
    """Number names in the order in which they first come."""
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return tuple(numbers[name] for name in names)


def _balanced(groups: Sequence[int], most: int) -> tuple[int, ...]:
    """Give each group, the largest first, to the fold with the fewest pictures."""
    sizes = {group: groups.count(group) for group in groups}
    filled = [0] * min(most, len(sizes))
    fold_of: dict[int, int] = {}
    for group in sorted(sizes, key=lambda one: (-sizes[one], one)):
        fold_of[group] = filled.index(min(filled))
        filled[fold_of[group]] += sizes[group]
    return tuple(fold_of[group] for group in groups)
