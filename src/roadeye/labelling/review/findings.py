"""Find what is odd in a set of labelled pictures."""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import numpy as np

from roadeye.labelling.review.duplicates import duplicates, leaked
from roadeye.labelling.review.finding import Finding, FindingKind
from roadeye.labelling.review.look import Look, Small
from roadeye.labelling.review.shift import WIDTH, common_shift

_GAIN = 0.2
"""Mean IoU of small maps that two labels gain where they are exchanged, at least; see ADR 17."""

_DISAGREES = 0.3
_SEES = 0.05  # part of the picture that the model must see as road to disagree
_DARK, _BRIGHT = 35.0, 220.0
_FULL = 0.85
_MANY_SPECKS = 10


def find_all(looks: Sequence[Look], validating: frozenset[str]) -> list[Finding]:
    """Return what is odd, the most serious first.

    Args:
        looks: All pictures.
        validating: The names of those that validate, by the data set's default split.
    """
    found = [
        *_shifted(looks),
        *_of_another(looks),
        *_disagreeing(looks),
        *leaked(looks, validating),
        *duplicates(looks),
        *_specks(looks),
        *_balance(looks),
        *_light(looks),
        *_sizes(looks),
    ]
    order = list(FindingKind)
    return sorted(found, key=lambda one: order.index(one.kind))


def _shifted(looks: Sequence[Look]) -> list[Finding]:
    shift = common_shift(one.shifts for one in looks if one.shifts is not None)
    if shift is None:
        return []
    parts = [
        f"{abs(pixels)} too {word[pixels > 0]}"
        for pixels, word in (
            (shift.down, ("high", "low")),
            (shift.right, ("far left", "far right")),
        )
        if pixels
    ]
    told = (
        f"the labels seem to lie {' and '.join(parts)}, in pixels of a picture {WIDTH} wide: moved "
        f"back, their IoU with a model rises from {shift.before:.3f} to {shift.after:.3f}"
    )
    return [Finding(FindingKind.SHIFTED, told, tuple(one.item.name for one in looks[:3]))]


def agreement(label: Small, seen: Small) -> float:
    """Return the IoU of two small maps; 1 where neither has road."""
    union = float(np.maximum(label, seen).sum())
    return float(np.minimum(label, seen).sum()) / union if union else 1.0


def _of_another(looks: Sequence[Look]) -> list[Finding]:
    """Find labels that lie on each other's pictures, by what a model sees in both."""
    seen = [(one, one.seen) for one in looks if one.seen is not None]
    own = [agreement(one.label, map_) for one, map_ in seen]
    best: dict[str, tuple[float, str]] = {}
    for a, b in combinations(range(len(seen)), 2):
        if own[a] + own[b] > 2 - 2 * _GAIN:
            continue
        (one, one_seen), (other, other_seen) = seen[a], seen[b]
        exchanged = agreement(one.label, other_seen) + agreement(other.label, one_seen)
        gain = (exchanged - own[a] - own[b]) / 2
        if gain < _GAIN:
            continue
        for name, with_ in ((one.item.name, other.item.name), (other.item.name, one.item.name)):
            best[name] = max(best.get(name, (0.0, "")), (gain, with_))
    if not best:
        return []
    names = tuple(sorted(best, key=lambda name: (-best[name][0], name)))
    told = (
        f"{len(names)} labels fit another picture better than their own, and that picture's label "
        "fits theirs"
    )
    return [Finding(FindingKind.OTHER_PICTURE, told, names, tuple(best[name][1] for name in names))]


def _disagreeing(looks: Sequence[Look]) -> list[Finding]:
    apart = sorted(
        (agreement(one.label, one.seen), one.item.name)
        for one in looks
        if one.seen is not None and max(one.seen.mean(), one.label.mean()) > _SEES
    )
    worst = [(iou, name) for iou, name in apart if iou < _DISAGREES]
    if not worst:
        return []
    told = f"{len(worst)} of {len(apart)} labels and a model agree with an IoU below {_DISAGREES}"
    return [Finding(FindingKind.DISAGREES, told, tuple(name for _, name in worst))]


def _specks(looks: Sequence[Look]) -> list[Finding]:
    many = sorted((-one.specks, one.item.name) for one in looks if one.specks >= _MANY_SPECKS)
    if not many:
        return []
    told = f"{len(many)} of {len(looks)} labels have {_MANY_SPECKS} or more tiny areas or holes, up to {-many[0][0]}"
    return [Finding(FindingKind.SPECKS, told, tuple(name for _, name in many))]


def _balance(looks: Sequence[Look]) -> list[Finding]:
    none = [one.item.name for one in looks if one.road == 0]
    full = [one.item.name for one in looks if one.road > _FULL]
    found = []
    if none:
        told = f"{len(none)} of {len(looks)} labels have no road"
        found.append(Finding(FindingKind.NO_ROAD, told, tuple(none)))
    if full:
        told = f"{len(full)} labels are road in more than {_FULL:.0%}"
        found.append(Finding(FindingKind.ONLY_ROAD, told, tuple(full)))
    return found


def _light(looks: Sequence[Look]) -> list[Finding]:
    odd = sorted(
        (one.brightness, one.item.name) for one in looks if not _DARK <= one.brightness <= _BRIGHT
    )
    if not odd:
        return []
    told = f"very dark or bright pictures: {len(odd)} of {len(looks)}"
    return [Finding(FindingKind.DARK, told, tuple(name for _, name in odd))]


def _sizes(looks: Sequence[Look]) -> list[Finding]:
    sizes = Counter(one.size for one in looks)
    shapes = {round(width / height, 1) for height, width in sizes}
    if len(shapes) < 2:
        return []
    common = sizes.most_common(1)[0][0]
    others = tuple(one.item.name for one in looks if one.size != common)
    told = ", ".join(f"{w}×{h} ({n})" for (h, w), n in sizes.most_common(5))
    return [Finding(FindingKind.SIZES, f"pictures of {len(shapes)} shapes: {told}", others)]
