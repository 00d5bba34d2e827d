"""What the pictures and labels of a data set hold, in numbers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from roadeye.problems import FileProblem


@dataclass(frozen=True)
class PictureStatistics:
    """Hold what reading one picture and its labels has shown.

    Attributes:
        group: The category, else the split, of the picture.
        size: Width and height in pixels; None where the picture cannot be read.
        labels: How many labels were read.
        pixels: Pixels of the label of the road (not of lanes).
        valid: How many of them count.
        road: How many are road.
        problems: What is wrong.
    """

    group: str
    size: tuple[int, int] | None = None
    labels: int = 0
    pixels: int = 0
    valid: int = 0
    road: int = 0
    problems: tuple[FileProblem, ...] = ()


@dataclass
class GroupStatistics:
    """Sum what the pictures of one category have shown.

    Attributes:
        pictures: How many there are.
        labels: How many labels were read, lanes included.
        road_labels: How many labels of the road were read.
        with_road: How many of those have any road.
        pixels: Pixels of the labels of the road.
        valid: How many of them count.
        road: How many are road.
        sizes: How many pictures have which width and height.
    """

    pictures: int = 0
    labels: int = 0
    road_labels: int = 0
    with_road: int = 0
    pixels: int = 0
    valid: int = 0
    road: int = 0
    sizes: Counter[tuple[int, int]] = field(default_factory=Counter)

    def add(self, picture: PictureStatistics) -> None:
        """Add one picture."""
        self.pictures += 1
        self.labels += picture.labels
        self.road_labels += picture.pixels > 0
        self.with_road += picture.road > 0
        self.pixels += picture.pixels
        self.valid += picture.valid
        self.road += picture.road
        if picture.size is not None:
            self.sizes[picture.size] += 1


def total(groups: Iterable[GroupStatistics]) -> GroupStatistics:
    """Return the sum over groups."""
    whole = GroupStatistics()
    for group in groups:
        whole.pictures += group.pictures
        whole.labels += group.labels
        whole.road_labels += group.road_labels
        whole.with_road += group.with_road
        whole.pixels += group.pixels
        whole.valid += group.valid
        whole.road += group.road
        whole.sizes += group.sizes
    return whole
