"""Label pictures by teachers: what these are not sure of does not count."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeAlias

import numpy as np

from roadeye.arrays import Gray, Image, Probability
from roadeye.data.dataset import Dataset, load
from roadeye.data.description import Description, write_description
from roadeye.heads import HeadName
from roadeye.io.find import find
from roadeye.io.images import read_image, write_png
from roadeye.io.video import frames_of_video

Teacher: TypeAlias = Callable[[Image], Probability]

ROAD, OTHER, UNSURE = 255, 0, 128
SURE = 0.8
"""A teacher's probability, of road or of something else, from which on its word is taken."""


def together(*teachers: Teacher) -> Teacher:
    """Return the mean of teachers, each of whom also sees the picture mirrored."""

    def predict(image: Image) -> Probability:
        mirrored = np.ascontiguousarray(image[:, ::-1])
        views = [(teacher(image) + teacher(mirrored)[:, ::-1]) / 2 for teacher in teachers]
        mean: Probability = np.mean(views, axis=0).astype(np.float32)
        return mean

    return predict


def label(source: Path, out: Path, teacher: Teacher, head: HeadName, every: int = 1) -> None:
    """Write the pictures of a folder, or frames of a video, and their masks as a data set.

    Args:
        source: The folder or video.
        out: Where `images/` and `masks/` go.
        teacher: Gives the probability of road.
        head: What it means by road.
        every: One in so many.
    """
    write_description(out, Description(labels=head))
    for name, image in islice(_named(source), 0, None, every):
        _write(out, name, image, mask_of(teacher(image)))


def complete(dataset: Dataset, out: Path, teacher: Teacher, head: HeadName) -> None:
    """Write a data set whose labels by hand leave out some road, as masks of all road.

    What was labelled road is road. What was labelled otherwise is not, where the teacher agrees,
    and does not count where it does not. Where there is no label, the teacher decides.
    """
    write_description(out, Description(labels=head))
    for item in dataset.items:
        sample = load(item)
        mask = mask_of(teacher(sample.image))
        mask[(mask == ROAD) & sample.valid] = UNSURE
        mask[sample.road] = ROAD
        _write(out, item.name, sample.image, mask)


def mask_of(probability: Probability) -> Gray:
    """Return a mask: 255 road, 0 not, 128 where the teacher is not sure.

    >>> mask_of(np.array([[0.9, 0.5, 0.1]], np.float32)).tolist()
    [[255, 128, 0]]
    """
    mask = np.full(probability.shape, UNSURE, np.uint8)
    mask[probability >= SURE] = ROAD
    mask[probability <= 1 - SURE] = OTHER
    return mask


def _named(source: Path) -> Iterable[tuple[str, Image]]:
    if source.is_dir():
        return ((file.path.stem, read_image(file.path)) for file in find(str(source)).files)
    return _frames(source)


def _frames(video: Path) -> Iterator[tuple[str, Image]]:
    for frame in frames_of_video(video, print):
        yield f"{video.stem}-{frame.index:06}", frame.image


def _write(out: Path, name: str, image: Image, mask: Gray) -> None:
    write_png(out / "images" / f"{name}.png", image)
    write_png(out / "masks" / f"{name}.png", mask)
