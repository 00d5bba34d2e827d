"""Fit the temperature of a model on labelled pictures."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from math import log

import msgspec

from roadeye.data.dataset import Dataset, Item, load
from roadeye.errors import InputError
from roadeye.evaluation.evaluate import attempt
from roadeye.evaluation.result import UnscoredPicture
from roadeye.inference.crop import seen
from roadeye.inference.segmenter import Segmenter
from roadeye.metrics.reliability import Reliability, no_reliability, reliability
from roadeye.metrics.temperature import (
    LogitCounts,
    count_logits,
    fit_temperature,
    move_threshold,
    nll,
    no_logits,
)
from roadeye.model.spec import Head

PASSES = 4
CLOSE = 0.02
"""A fit that would change the temperature by less than this part is not repeated."""


@dataclass(frozen=True)
class CalibrationFit:
    """Hold how well probabilities fit the labels at a temperature.

    Attributes:
        temperature: What the logits are divided by.
        threshold: The threshold that goes with it: the masks are those of before.
        ece: Expected calibration error, 15 bins.
        brier: Mean squared difference of probability and truth.
        nll: Mean negative log likelihood in nats.
    """

    temperature: float
    threshold: float
    ece: float
    brier: float
    nll: float


@dataclass(frozen=True)
class CalibrationResult:
    """Hold a fitted temperature.

    Attributes:
        head: The model's head with the new temperature and threshold, and what they come from.
        before: How well the model fitted as it was.
        after: How well it fits now, measured by running it again on the same pictures.
        images: Number of pictures behind the fit.
        unscored: Pictures that could not be read; the fit does without them.
    """

    head: Head
    before: CalibrationFit
    after: CalibrationFit
    images: int
    unscored: tuple[UnscoredPicture, ...]


def calibrate(
    segmenter: Segmenter, dataset: Dataset, done: Callable[[], None] = lambda: None
) -> CalibrationResult:
    """Fit the temperature of a model; one picture is held at a time.

    The temperature acts at the network's resolution, the labels have the picture's: the fit is
    repeated at the temperature found until it stays, two or three times in practice.

    Args:
        segmenter: The model; pixels outside its rows count neither in the fit nor in its scores.
        dataset: Labelled pictures that neither trained the model nor will score it.
        done: Called after each picture of each pass.

    Raises:
        InputError: No picture can be read, the labels fit no temperature, or the temperature that
            was found has a higher negative log likelihood than the model's own.
    """
    start = head = segmenter.head
    fits: list[CalibrationFit] = []
    unscored: tuple[UnscoredPicture, ...] = ()
    for _ in range(PASSES):
        logits, bins, unscored = _count(
            replace(segmenter, temperature=head.temperature), dataset, done
        )
        ratio = fit_temperature(logits)
        fits.append(
            CalibrationFit(head.temperature, head.threshold, bins.ece, bins.brier, nll(logits, 1.0))
        )
        if (len(fits) > 1 and abs(log(ratio)) < CLOSE) or len(fits) == PASSES:
            break
        temperature = head.temperature * ratio
        moved = move_threshold(start.threshold, temperature / start.temperature)
        head = msgspec.structs.replace(head, temperature=temperature, threshold=moved)
    before, after = fits[0], fits[-1]
    if after.nll > before.nll:
        _require_close(before, after)
        head, after = start, before
    images = len(dataset.items) - len(unscored)
    head = msgspec.structs.replace(
        head, calibrated_on=f"{dataset.root.resolve().name} ({images} pictures)"
    )
    return CalibrationResult(head, before, after, images, unscored)


def _count(
    segmenter: Segmenter, dataset: Dataset, done: Callable[[], None]
) -> tuple[LogitCounts, Reliability, tuple[UnscoredPicture, ...]]:
    """Count the pixels of all pictures by logit and by bin of probability."""
    logits, bins = no_logits(), no_reliability()
    unscored: list[UnscoredPicture] = []
    for item in dataset.items:
        counted = attempt(partial(_count_one, segmenter))(item)
        done()
        if isinstance(counted, UnscoredPicture):
            unscored.append(counted)
        else:
            logits, bins = logits + counted[0], bins + counted[1]
    if len(unscored) == len(dataset.items):
        first = f"; {unscored[0].name}: {unscored[0].reason}" if unscored else ""
        raise InputError(f"none of the {len(unscored)} pictures can be used{first}")
    return logits, bins, tuple(unscored)


def _count_one(segmenter: Segmenter, item: Item) -> tuple[LogitCounts, Reliability]:
    sample = load(item)
    probability = segmenter.probability(sample.image)
    valid = seen(segmenter.rows, sample.valid)
    return (
        count_logits(probability, sample.road, valid),
        reliability(probability, sample.road, valid),
    )


def _require_close(before: CalibrationFit, after: CalibrationFit) -> None:
    """Let a fit be a little worse that is the same but for rounding: the model was calibrated."""
    if abs(log(after.temperature / before.temperature)) > CLOSE:
        raise InputError(
            f"the temperature found, {after.temperature:.3f}, has a higher negative log likelihood "
            f"({after.nll:.4f}) than the model's own, {before.temperature:.3f} ({before.nll:.4f}): "
            "the model is left as it is. Calibrate on more pictures.",
            code="calibration-worse",
        )
