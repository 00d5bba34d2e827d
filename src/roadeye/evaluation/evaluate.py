"""Score the pictures of a data set and accumulate their confusion counts."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias, TypeVar

import numpy as np
from jaxtyping import Float32, UInt8

from roadeye.arrays import Image, Mask, Probability
from roadeye.data.dataset import Dataset, Item, Sample, load
from roadeye.errors import InputError, RoadeyeError
from roadeye.evaluation.accumulator import Accumulator, accumulate, empty_accumulator
from roadeye.evaluation.result import (
    Evaluation,
    GroupedCounts,
    PictureScore,
    UnscoredPicture,
    make_evaluation,
    resampling_unit_of,
)
from roadeye.evaluation.settings import EvaluationSettings
from roadeye.inference.crop import seen
from roadeye.inference.stages import ahead, overlapped
from roadeye.io.faults import unforeseen

AnyMap: TypeAlias = Float32[np.ndarray, "rows columns"] | UInt8[np.ndarray, "rows columns"]
"""A probability map whose size has not been compared with its label yet."""

_Inferred: TypeAlias = tuple[Item, Sample | UnscoredPicture, Probability | UnscoredPicture]

Out = TypeVar("Out")


@dataclass(frozen=True, eq=False)
class PictureCounts:
    """Hold the confusion counts of one picture, in all and by distance in its view."""

    item: Item
    counts: Accumulator
    by_distance: dict[str, Accumulator]
    brightness: float | None = None


def evaluate(
    predict: Callable[[Image], Probability],
    dataset: Dataset,
    settings: EvaluationSettings | None = None,
    done: Callable[[], None] = lambda: None,
) -> Evaluation:
    """Score a model on a labelled data set, at the resolution of the labels.

    Counts are summed over the pictures before anything is divided. Memory holds a few pictures at
    a time, whatever their number, and one short row for each. Pictures that cannot be read are
    left out and named in the report.

    Args:
        predict: Gives the probability of road at every pixel of a picture; called from one thread.
        dataset: The labelled pictures.
        settings: How to score; None takes the defaults.
        done: Called after each picture.

    Raises:
        InputError: Not one picture could be scored.
    """
    how = settings or EvaluationSettings()

    def load_all() -> Iterator[tuple[Item, Sample | UnscoredPicture]]:
        samples = ahead(attempt(load), dataset.items, max(2, how.jobs))
        yield from zip(dataset.items, samples, strict=True)

    def infer(loaded: tuple[Item, Sample | UnscoredPicture]) -> _Inferred:
        item, sample = loaded
        if isinstance(sample, UnscoredPicture):
            return item, sample, sample
        return item, sample, attempt(lambda _: predict(sample.image))(item)

    results = (_counted(one, how) for one in overlapped(load_all(), infer))
    return gather(results, dataset, how, done)


def count_picture(
    item: Item, predict: Callable[[Image], Probability], how: EvaluationSettings
) -> PictureCounts | UnscoredPicture:
    """Read one picture, run a model on it and count, as `evaluate` does with each."""
    sample = attempt(load)(item)
    if isinstance(sample, UnscoredPicture):
        return sample
    return _counted((item, sample, attempt(lambda _: predict(sample.image))(item)), how)


def measure(
    item: Item, given: AnyMap, road: Mask, valid: Mask, how: EvaluationSettings
) -> PictureCounts:
    """Sum up one picture in the view that is asked for.

    Raises:
        InputError: The probability map does not fit the label or has values outside [0, 1], or nothing
            is valid.
    """
    _check(item, given, road)
    probability, truth, counted = how.view.see(item, given, road, valid)
    inferred = counted
    if how.rows is not None:
        _, _, inferred = how.view.see(item, given, road, seen(how.rows, valid))
    accumulated = partial(accumulate, threshold=how.threshold)
    counts = accumulated(probability, truth, counted, inferred=inferred, edges=how.edges)
    if not counts.counts.total:
        raise InputError(f"{item.label} has no valid pixel in the {how.view.name} view.")
    bands = {
        name: accumulated(
            probability[rows], truth[rows], counted[rows], inferred=inferred[rows], edges=False
        )
        for name, rows in how.view.bands.items()
    }
    return PictureCounts(item, counts, bands)


def gather(
    results: Iterable[PictureCounts | UnscoredPicture],
    dataset: Dataset,
    how: EvaluationSettings,
    done: Callable[[], None],
) -> Evaluation:
    """Add up measured pictures, in the order of the data set, and report.

    Raises:
        InputError: Not one picture could be scored.
    """
    rows: list[PictureScore] = []
    failures: list[UnscoredPicture] = []
    grouped: GroupedCounts = {}
    by_distance = dict.fromkeys(how.view.bands, empty_accumulator())
    unit_name, unit = resampling_unit_of(dataset.items)
    for index, result in enumerate(results):
        done()
        if isinstance(result, UnscoredPicture):
            failures.append(result)
            continue
        item = result.item
        key = item.category, unit(index, item)
        grouped[key] = grouped.get(key, empty_accumulator()) + result.counts
        for name, band in result.by_distance.items():
            by_distance[name] += band
        rows.append(
            PictureScore(
                item.name, item.category, item.sequence, result.counts.counts, result.brightness
            )
        )
    if not rows:
        first = f"; the first: {failures[0].reason}" if failures else ""
        raise InputError(f"none of the {len(dataset.items)} pictures could be scored{first}")
    return make_evaluation(how, unit_name, rows, failures, grouped, by_distance)


def attempt(function: Callable[[Item], Out]) -> Callable[[Item], Out | UnscoredPicture]:
    """Return why an item failed in place of its result, so that the others go on.

    Whatever one picture raises is its own; errors of the model or of an output end the run.
    """

    def attempted(item: Item) -> Out | UnscoredPicture:
        try:
            return function(item)
        except InputError as error:
            return UnscoredPicture(item.name, str(error))
        except RoadeyeError:
            raise
        except Exception as error:  # noqa: BLE001  nobody foresees all that a file can hold
            reason = unforeseen(f"{item.image} cannot be used", error)
            return UnscoredPicture(item.name, str(reason))

    return attempted


def _counted(inferred: _Inferred, how: EvaluationSettings) -> PictureCounts | UnscoredPicture:
    item, sample, found = inferred
    if isinstance(sample, UnscoredPicture):
        return sample
    if isinstance(found, UnscoredPicture):
        return found
    counted = attempt(partial(measure, given=found, road=sample.road, valid=sample.valid, how=how))
    result = counted(item)
    if isinstance(result, UnscoredPicture):
        return result
    return replace(result, brightness=float(sample.image.mean()))


def _check(item: Item, given: AnyMap, road: Mask) -> None:
    if given.shape != road.shape:
        raise InputError(
            f"the probability map of {item.name} is {given.shape[1]}×{given.shape[0]} pixels, its label "
            f"{road.shape[1]}×{road.shape[0]}: write it at the size of the picture."
        )
    if given.dtype != np.uint8 and given.size:
        low, high = float(given.min()), float(given.max())  # NaN, if there is one
        if not (low >= 0 and high <= 1):
            raise InputError(
                f"the probability map of {item.name} holds values from {low:g} to {high:g}; probabilities lie "
                "in [0, 1]."
            )
