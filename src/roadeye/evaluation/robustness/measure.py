"""Measure one picture at one grid point."""

from collections.abc import Callable
from dataclasses import dataclass

from roadeye.arrays import Image, Probability
from roadeye.data.dataset import Item, load
from roadeye.errors import RoadeyeError
from roadeye.evaluation.robustness.corruptions import check_size, corrupt, seed_of
from roadeye.evaluation.robustness.grid_point import CLEAN, GridCounts, GridKey
from roadeye.io.faults import unforeseen
from roadeye.metrics.counts import count
from roadeye.metrics.quantised import count_quantised, quantise
from roadeye.metrics.threshold import binarise


@dataclass(frozen=True)
class GridTask:
    """Name one picture to be measured at one grid point.

    Attributes:
        key: Corruption and severity.
        item: The picture.
        seed: Seed of the run.
        threshold: A pixel is road where its probability is at least this.
    """

    key: GridKey
    item: Item
    seed: int
    threshold: float


def measure(predict: Callable[[Image], Probability], task: GridTask) -> GridCounts:
    """Corrupt one picture, predict it, and count.

    Raises:
        InputError: The picture cannot be read, is too small, or cannot be corrupted.
    """
    try:
        return _measure(predict, task)
    except RoadeyeError:
        raise
    except Exception as error:
        named = " ".join(map(str, task.key))
        raise unforeseen(f"{task.item.name} with {named} cannot be measured", error) from error


def _measure(predict: Callable[[Image], Probability], task: GridTask) -> GridCounts:
    sample = load(task.item)
    check_size(sample.image)
    corruption, severity = task.key
    image = sample.image
    if corruption != CLEAN:
        seed = seed_of(sample.name, corruption, severity, task.seed)
        image = corrupt(image, corruption, severity, seed)
    probability = predict(image)
    return GridCounts(
        images=1,
        counts=count(binarise(probability, task.threshold), sample.road, sample.valid),
        quantised=count_quantised(quantise(probability), sample.road, sample.valid),
    )
