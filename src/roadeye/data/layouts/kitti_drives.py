"""Which pictures of KITTI Road were taken on the same drive, seconds apart.

KITTI does not publish this; the runs of numbers below were told apart by looking at the pictures.
Splits that keep a drive on one side do not validate on near-copies of training pictures.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """Name the drive of the pictures `category_first` … `category_last` of the training set."""

    drive: str
    category: str
    first: int
    last: int


RUNS = (
    Run("um-1", "um", 0, 3),
    Run("um-2", "um", 4, 9),
    Run("um-3", "um", 10, 23),
    Run("um-4", "um", 24, 44),
    Run("um-5", "um", 45, 60),
    Run("um-5", "umm", 17, 21),  # the same street as um 45 to 60
    Run("um-6", "um", 61, 69),
    Run("um-7", "um", 70, 78),
    Run("umm-1", "umm", 0, 9),
    Run("umm-2", "umm", 10, 16),
    Run("umm-3", "umm", 22, 39),
    Run("umm-4", "umm", 40, 50),
    Run("umm-5", "umm", 51, 54),
    Run("umm-6", "umm", 55, 79),
    Run("uu-1", "uu", 0, 9),
    Run("uu-2", "uu", 10, 17),
    Run("uu-3", "uu", 18, 26),
    Run("uu-4", "uu", 27, 37),
    Run("uu-5", "uu", 38, 39),
    Run("uu-6", "uu", 40, 57),
    Run("uu-7", "uu", 58, 72),
)


def drive_of(name: str) -> str:
    """Return the drive of a KITTI training picture, or `""` where it is not known.

    >>> drive_of("um_000047"), drive_of("umm_000019"), drive_of("uu_000097")
    ('um-5', 'um-5', '')
    """
    category, _, number = name.partition("_")
    if not number.isdecimal():
        return ""
    for run in RUNS:
        if run.category == category and run.first <= int(number) <= run.last:
            return run.drive
    return ""
