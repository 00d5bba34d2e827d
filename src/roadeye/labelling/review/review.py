"""Review a data set: look at every labelled picture once and tell what is odd."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from roadeye.data.dataset import VAL, Dataset, load
from roadeye.data.split import select
from roadeye.errors import InputError
from roadeye.inference.segmenter import Segmenter
from roadeye.labelling.review.finding import Finding
from roadeye.labelling.review.findings import find_all
from roadeye.labelling.review.look import SIDE, Look, Small, look_at

MOST_SEEN = 200
"""A model looks at so many pictures at most, spread over all of them."""


@dataclass(frozen=True, eq=False)
class Review:
    """Hold what a review has shown.

    Attributes:
        dataset: The data set.
        pictures: How many pictures were read.
        seen: At how many of them a model has looked.
        findings: What is odd, the most serious first.
        heat: How often each place of the picture is road, 0..1.
        road: Part of the counting pixels that is road, picture by picture.
        brightness: Mean grey value, picture by picture.
    """

    dataset: Dataset
    pictures: int
    seen: int
    findings: tuple[Finding, ...]
    heat: Small
    road: tuple[float, ...]
    brightness: tuple[float, ...]


def review(
    dataset: Dataset, segmenter: Segmenter | None, advance: Callable[[], None] = lambda: None
) -> Review:
    """Look at all pictures of a data set; those that cannot be read are left to `data check`.

    Args:
        dataset: The data set.
        segmenter: A model to compare labels with; None compares with none.
        advance: Called after each picture.
    """
    step = max(1.0, len(dataset.items) / MOST_SEEN)
    chosen = {int(number * step) for number in range(min(MOST_SEEN, len(dataset.items)))}
    looks: list[Look] = []
    for number, item in enumerate(dataset.items):
        try:
            sample = load(item)
        except InputError:
            advance()
            continue
        looks.append(look_at(item, sample, segmenter if number in chosen else None))
        advance()
    heat = np.mean([one.label for one in looks], axis=0) if looks else np.zeros((SIDE, SIDE))
    return Review(
        dataset,
        len(looks),
        sum(one.seen is not None for one in looks),
        tuple(find_all(looks, _validating(dataset))),
        heat.astype(np.float32),
        tuple(one.road for one in looks if one.road == one.road),
        tuple(one.brightness for one in looks),
    )


def _validating(dataset: Dataset) -> frozenset[str]:
    try:
        return frozenset(item.name for item in select(dataset, VAL).items)
    except InputError:
        return frozenset()
