"""Which pictures of KITTI Road belong to one sequence, taken seconds apart.

KITTI does not publish this; the ranges of numbers below were told apart by looking at the pictures.
A split that keeps each sequence on one side does not validate on near-copies of training pictures.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class NumberRange:
    """Name the sequence of the pictures `category_first` … `category_last` of the training set."""

    sequence: str
    category: str
    first: int
    last: int


NUMBER_RANGES = (
    NumberRange("um-1", "um", 0, 3),
    NumberRange("um-2", "um", 4, 9),
    NumberRange("um-3", "um", 10, 23),
    NumberRange("um-4", "um", 24, 44),
    NumberRange("um-5", "um", 45, 60),
    NumberRange("um-5", "umm", 17, 21),  # the same street as um 45 to 60
    NumberRange("um-6", "um", 61, 69),
    NumberRange("um-7", "um", 70, 78),
    NumberRange("umm-1", "umm", 0, 9),
    NumberRange("umm-2", "umm", 10, 16),
    NumberRange("umm-3", "umm", 22, 39),
    NumberRange("umm-4", "umm", 40, 50),
    NumberRange("umm-5", "umm", 51, 54),
    NumberRange("umm-6", "umm", 55, 79),
    NumberRange("uu-1", "uu", 0, 9),
    NumberRange("uu-2", "uu", 10, 17),
    NumberRange("uu-3", "uu", 18, 26),
    NumberRange("uu-4", "uu", 27, 37),
    NumberRange("uu-5", "uu", 38, 39),
    NumberRange("uu-6", "uu", 40, 57),
    NumberRange("uu-7", "uu", 58, 72),
)

VALIDATION = frozenset({"um-6", "um-7", "umm-4", "umm-5", "uu-7"})
"""What validates: 48 of the 232 pictures whose sequence is known, of all three categories."""


def sequence_of(name: str) -> str:
    """Return the sequence of a KITTI training picture, or `""` where it is not known.

    >>> sequence_of("um_000047"), sequence_of("umm_000019"), sequence_of("uu_000097")
    ('um-5', 'um-5', '')
    """
    category, _, number = name.partition("_")
    if not number.isdecimal():
        return ""
    for numbers in NUMBER_RANGES:
        if numbers.category == category and numbers.first <= int(number) <= numbers.last:
            return numbers.sequence
    return ""
