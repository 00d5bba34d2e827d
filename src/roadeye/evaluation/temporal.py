"""Judge masks as a video: do they flicker, are they right, do they trail behind?

A constant mask never flickers, so each figure stands beside the others. Flicker is measured by
another optical flow than the smoother has: of the whole picture, computed carefully, forth and back.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import isnan

import numpy as np

from roadeye.arrays import Gray, Image, Mask, Probability
from roadeye.data.dataset import Dataset, Item, load
from roadeye.errors import InputError
from roadeye.geometry.flow import (
    Effort,
    FindOrigins,
    gray,
    moved,
    origin_finder,
    seen_in_both,
)
from roadeye.inference.segmenter import Segmenter
from roadeye.inference.smoothing import Steady
from roadeye.io.find import natural
from roadeye.metrics.counts import Counts, count
from roadeye.metrics.disagreement import Disagreement, disagreement
from roadeye.metrics.scores import iou

LAGS = 4
"""A mask is compared with the labels of its own frame and of the three before."""

_SAME_SCENE = 0.5  # part of the pixels that both must show: else they are no neighbours


@dataclass
class Steadiness:
    """Sum up what is measured of one kind of masks.

    Attributes:
        flicker: Disagreement of neighbouring masks.
        counts: Confusion counts of all frames.
        lagged: Confusion counts with the labels of 0, 1, 2 and 3 frames before, of the frames that
            have so many before them.
    """

    flicker: Disagreement = field(default_factory=Disagreement)
    counts: Counts = field(default_factory=Counts)
    lagged: list[Counts] = field(default_factory=lambda: [Counts()] * LAGS)

    @property
    def lag(self) -> int | None:
        """Return how many frames the masks trail: which labels fit best; None for short videos."""
        fits = [iou(one) for one in self.lagged]
        return None if isnan(max(fits)) else fits.index(max(fits))


@dataclass(frozen=True)
class Temporal:
    """Hold what was measured of a labelled video.

    Attributes:
        raw: Of the masks of the network.
        smoothed: Of the masks that were steadied.
        labels: How much the labels themselves flicker.
        frames: How many frames were scored.
        sequences: Of how many sequences.
        pairs: How many pairs of neighbours were compared.
        network_seconds: CPU time of the network, over all frames.
        smoothing_seconds: CPU time of the smoother, over all frames.
    """

    raw: Steadiness
    smoothed: Steadiness
    labels: Disagreement
    frames: int
    sequences: int
    pairs: int
    network_seconds: float
    smoothing_seconds: float


@dataclass(frozen=True, eq=False)
class _Frame:
    picture: Gray
    road: Mask
    valid: Mask
    raw: Mask
    smoothed: Mask


def judge_video(
    segmenter: Segmenter,
    dataset: Dataset,
    new_smoother: Callable[[], Steady],
    done: Callable[[], None] = lambda: None,
) -> Temporal:
    """Score the masks of a labelled video, as the network gives them and steadied.

    The frames of a sequence are taken in the order of their names, each sequence for itself.
    Neighbours that do not show the same scene are not compared.

    Args:
        segmenter: The model.
        dataset: The labelled frames.
        new_smoother: Makes the smoother of a sequence.
        done: Called after each frame.

    Raises:
        InputError: A frame or a label cannot be read, or no two frames are neighbours.
    """
    raw, smoothed = Steadiness(), Steadiness()
    labels = Disagreement()
    frames = pairs = sequences = 0
    clock, find = _Clock(), origin_finder(Effort.CAREFUL)
    for items in _sequences(dataset.items):
        sequences += 1
        recent: deque[_Frame] = deque(maxlen=LAGS)
        steady = new_smoother()
        for item in items:
            recent.appendleft(_seen(segmenter, steady, item, clock))
            frames += 1
            done()
            _add_counts(raw, recent, recent[0].raw)
            _add_counts(smoothed, recent, recent[0].smoothed)
            for found in _compared(recent, find):
                pairs += 1
                raw.flicker += found[0]
                smoothed.flicker += found[1]
                labels += found[2]
    if not pairs:
        raise InputError(
            f"no two of the {frames} pictures show one scene shortly after another, so "
            "flicker cannot be measured; give the frames of a video.",
            code="no-video",
        )
    return Temporal(raw, smoothed, labels, frames, sequences, pairs, clock.network, clock.smoothing)


@dataclass
class _Clock:
    network: float = 0.0
    smoothing: float = 0.0


def _add_counts(sums: Steadiness, recent: Sequence[_Frame], mask: Mask) -> None:
    """Compare the newest mask with its own labels, and with those before."""
    sums.counts += count(mask, recent[0].road, recent[0].valid)
    if len(recent) == LAGS and len({frame.road.shape for frame in recent}) == 1:
        for lag, before in enumerate(recent):
            sums.lagged[lag] += count(mask, before.road, before.valid)


def _sequences(items: Sequence[Item]) -> Iterator[list[Item]]:
    def sequence(item: Item) -> tuple[str, str, str]:
        return item.split, item.category, item.sequence

    ordered = sorted(items, key=lambda item: (sequence(item), natural(item.image)))
    for _, frames in groupby(ordered, sequence):
        yield list(frames)


def _seen(segmenter: Segmenter, steady: Steady, item: Item, clock: _Clock) -> _Frame:
    sample = load(item)

    def timed(image: Image, probability: Probability) -> Probability:
        began = time.process_time()
        steadied = steady(image, probability)
        clock.smoothing += time.process_time() - began
        return steadied

    began = time.process_time()
    prepared = segmenter.prepare(sample.image)
    answer = segmenter.run(prepared)
    raw = segmenter.finish(sample.image, prepared, answer)
    clock.network += time.process_time() - began
    smoothed = segmenter.finish(sample.image, prepared, answer, timed)
    return _Frame(gray(sample.image), sample.road, sample.valid, raw.mask, smoothed.mask)


def _compared(
    recent: deque[_Frame], find: FindOrigins
) -> Iterator[tuple[Disagreement, Disagreement, Disagreement]]:
    """Compare the newest frame with the one before it, if both show one scene."""
    if len(recent) < 2 or recent[0].picture.shape != recent[1].picture.shape:
        return
    now, before = recent[0], recent[1]
    origins, seen = seen_in_both(before.picture, now.picture, find)
    if seen.mean() < _SAME_SCENE:
        return

    def differ(earlier: Mask, later: Mask, counted: Mask) -> Disagreement:
        there = moved(earlier.astype(np.float32), origins) >= 0.5
        return disagreement(there, later, counted)

    labelled = seen & now.valid & (moved(before.valid.astype(np.float32), origins) >= 1)
    yield (
        differ(before.raw, now.raw, seen),
        differ(before.smoothed, now.smoothed, seen),
        differ(before.road, now.road, labelled),
    )
