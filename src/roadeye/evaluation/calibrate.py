"""Fit the temperature of a model on labelled pictures."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import log

import msgspec

from roadeye.data.dataset import Dataset, load
from roadeye.inference.segmenter import Segmenter
from roadeye.metrics.reliability import no_reliability, reliability
from roadeye.metrics.temperature import (
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
class Fit:
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
class Calibrated:
    """Hold a fitted temperature.

    Attributes:
        head: The model's head with the new temperature and threshold, and what they come from.
        before: How well the model fitted as it was.
        after: How well it fits now, measured by running it again on the same pictures.
    """

    head: Head
    before: Fit
    after: Fit


def calibrate(
    segmenter: Segmenter, dataset: Dataset, done: Callable[[], None] = lambda: None
) -> Calibrated:
    """Fit the temperature of a model; one picture is held at a time.

    The temperature acts at the network's resolution, the labels have the picture's: the fit is
    repeated at the temperature found until it stays, two or three times in practice.

    Args:
        segmenter: The model; its threshold and rows are used as they are.
        dataset: Labelled pictures that neither trained the model nor will score it.
        done: Called after each picture of each pass.

    Raises:
        InputError: A picture cannot be read, or the labels fit no temperature.
    """
    start = output = segmenter.head
    fits: list[Fit] = []
    for _ in range(PASSES):
        ratio, fit = _measure(segmenter, output, dataset, done)
        fits.append(fit)
        if (len(fits) > 1 and abs(log(ratio)) < CLOSE) or len(fits) == PASSES:
            break
        temperature = output.temperature * ratio
        moved = move_threshold(start.threshold, temperature / start.temperature)
        output = msgspec.structs.replace(output, temperature=temperature, threshold=moved)
    output = msgspec.structs.replace(
        output, calibrated_on=f"{dataset.root.resolve().name} ({len(dataset.items)} pictures)"
    )
    return Calibrated(output, fits[0], fits[-1])


def _measure(
    segmenter: Segmenter, output: Head, dataset: Dataset, done: Callable[[], None]
) -> tuple[float, Fit]:
    """Return by what to multiply the temperature of an output, and how well it fits."""
    described = replace(segmenter, temperature=output.temperature)
    logits, bins = no_logits(), no_reliability()
    for item in dataset.items:
        sample = load(item)
        probability = described.probability(sample.image)
        logits += count_logits(probability, sample.road, sample.valid)
        bins += reliability(probability, sample.road, sample.valid)
        done()
    ratio = fit_temperature(logits)
    return ratio, Fit(output.temperature, output.threshold, bins.ece, bins.brier, nll(logits, 1.0))
