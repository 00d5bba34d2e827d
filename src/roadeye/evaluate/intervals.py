"""Confidence intervals of the scores of a group of pictures."""

from collections.abc import Sequence
from dataclasses import astuple
from typing import TypeAlias

import numpy as np

from roadeye.evaluate.tally import Tally
from roadeye.metrics import scores
from roadeye.metrics.bootstrap import draws, interval
from roadeye.metrics.counts import Counts
from roadeye.metrics.kitti import kitti_scores
from roadeye.metrics.levels import LEVELS, LevelCounts

Interval: TypeAlias = tuple[float, float]


def intervals(units: Sequence[Tally], seed: int) -> dict[str, Interval]:
    """Return the 95 % intervals of `iou`, `accuracy`, `f`, `maxf` and `ap`.

    Args:
        units: Sums of what is drawn again, drives or pictures. One alone tells nothing of the
            spread between them: there are no intervals then.
        seed: Chooses the resamples.
    """
    if len(units) < 2:
        return {}
    drawn = draws(len(units), seed).astype(np.float64)  # exact up to 2 ** 53, and fast to multiply
    outcomes = drawn @ np.array([astuple(unit.counts) for unit in units], np.float64)
    levels = drawn @ np.array(
        [np.concatenate([unit.levels.road, unit.levels.other]) for unit in units], np.float64
    )
    counts = [Counts(*(int(number) for number in row)) for row in outcomes]
    kitti = [
        kitti_scores(LevelCounts(row[:LEVELS], row[LEVELS:])) for row in levels.astype(np.int64)
    ]
    by_score = {
        "iou": [scores.iou(one) for one in counts],
        "accuracy": [scores.accuracy(one) for one in counts],
        "f": [scores.f(one) for one in counts],
        "maxf": [one.maxf for one in kitti],
        "ap": [one.ap for one in kitti],
    }
    return {name: interval(np.array(values)) for name, values in by_score.items()}
