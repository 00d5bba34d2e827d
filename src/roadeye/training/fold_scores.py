"""What cross-validation says: the best epoch, and IoU before and after with an interval."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

import msgspec
import numpy as np
from jaxtyping import Float64

from roadeye.data.folds import SEQUENCES
from roadeye.metrics.bootstrap import caution, draws, interval
from roadeye.metrics.counts import Counts
from roadeye.metrics.scores import iou

SEED = 0
"""Chooses the resamples; the figures of a run are always the same."""


@dataclass(frozen=True)
class HeldOut:
    """Hold how a picture fared with models that had not seen it.

    Attributes:
        name: Its name.
        group: Pictures of one group are resampled together.
        fold: The fold that held it out.
        before: Counts with the first weights.
        after: Counts after each epoch of its fold's model.
    """

    name: str
    group: int
    fold: int
    before: Counts
    after: tuple[Counts, ...]


class CrossValidation(msgspec.Struct, frozen=True, kw_only=True):
    """Hold the result of a cross-validation.

    Attributes:
        pictures: Number of pictures; each was held out once.
        folds: Number of folds.
        groups: Number of groups that were never divided.
        grouped_by: What made the groups: `"sequence"` or `"near-duplicates"`.
        before: IoU of the first weights.
        after: IoU of the folds' models, each on what it has not seen.
        difference: 95 % interval of `after - before` over the groups.
    """

    pictures: int
    folds: int
    groups: int
    grouped_by: str
    before: float
    after: float
    difference: tuple[float, float]


def told(result: CrossValidation) -> list[str]:
    """Say what a cross-validation found, for people."""
    low, high = (100 * end for end in result.difference)
    gain = f"{100 * (result.after - result.before):+.1f} points; 95 %: {low:+.1f} to {high:+.1f}"
    by_sequence = result.grouped_by == SEQUENCES
    apart = "sequences" if by_sequence else "groups, near-duplicates together"
    scored = (
        f"cross-validation: IoU {result.before:.4f} before, {result.after:.4f} after ({gain}), "
        "at the network's input size"
    )
    held_out = (
        f"each of {result.pictures} pictures by a model that has not seen it: {result.folds} folds "
        f"of {result.groups} {apart}{caution(result.groups)}"
    )
    lines = [scored, held_out]
    if not by_sequence:
        lines.append(
            "the folds share streets: a street that is in none of the pictures may do worse"
        )
    if result.after <= result.before:
        lines.append("fine-tuning did not help on these pictures: keep the first model")
    return lines


def iou_by_epoch(pictures: Sequence[HeldOut]) -> tuple[float, ...]:
    """Return the IoU after each epoch, counts summed over all pictures held out."""
    epochs = range(len(pictures[0].after))
    return tuple(iou(_sum([one.after[epoch] for one in pictures])) for epoch in epochs)


def best_epoch(pictures: Sequence[HeldOut]) -> int:
    """Return the index of the epoch with the highest IoU on some pictures, the earliest of equals."""
    ious = np.nan_to_num(iou_by_epoch(pictures), nan=-1.0)  # NaN: no road, and none was found
    return int(np.argmax(ious))


def cross_validation(pictures: Sequence[HeldOut], grouped_by: str) -> CrossValidation:
    """Score pictures that were held out.

    The epoch at which a fold is scored is chosen by the other folds: chosen by the fold's own
    pictures, it would flatter them.

    Args:
        pictures: All pictures, of two folds or more.
        grouped_by: What made the groups.
    """
    folds = sorted({one.fold for one in pictures})
    chosen = {fold: best_epoch([one for one in pictures if one.fold != fold]) for fold in folds}
    before = [one.before for one in pictures]
    after = [one.after[chosen[one.fold]] for one in pictures]
    groups = [one.group for one in pictures]
    drawn = draws(len(set(groups)), SEED).astype(np.float64)
    gain = _resampled(after, groups, drawn) - _resampled(before, groups, drawn)
    return CrossValidation(
        pictures=len(pictures),
        folds=len(folds),
        groups=len(set(groups)),
        grouped_by=grouped_by,
        before=iou(_sum(before)),
        after=iou(_sum(after)),
        difference=interval(gain),
    )


def _resampled(
    counts: Sequence[Counts], groups: Sequence[int], drawn: Float64[np.ndarray, "resamples units"]
) -> Float64[np.ndarray, " resamples"]:
    """Return the IoU of each resample of groups; NaN where one has no road."""
    units = sorted(set(groups))
    sums = [_sum([one for one, of in zip(counts, groups, strict=True) if of == u]) for u in units]
    tp, fp, fn, _ = (drawn @ np.array([astuple(one) for one in sums], np.float64)).T
    with np.errstate(invalid="ignore"):  # 0 / 0 is no score
        resampled: Float64[np.ndarray, " resamples"] = tp / (tp + fp + fn)
    return resampled


def _sum(counts: Sequence[Counts]) -> Counts:
    return sum(counts, Counts())
