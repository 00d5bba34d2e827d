"""Near-duplicates among labelled pictures, by their fingerprints."""

from collections.abc import Sequence

import numpy as np

from roadeye.data.fingerprint import MAX_DISTANCE, distances
from roadeye.labelling.review.finding import Finding, FindingKind
from roadeye.labelling.review.look import Look


def pairs_within(looks: Sequence[Look], others: Sequence[Look]) -> list[tuple[int, str, str]]:
    """Return (distance, name, other's name) of each picture's nearest near-duplicate among others."""
    known = [one for one in others if one.fingerprint]
    table = b"".join(one.fingerprint for one in known)
    found = []
    for one in looks:
        if not one.fingerprint or not table:
            continue
        apart = distances(table, one.fingerprint)
        apart[[other is one for other in known]] = MAX_DISTANCE + 1
        nearest = int(np.argmin(apart))
        if apart[nearest] <= MAX_DISTANCE:
            found.append((int(apart[nearest]), one.item.name, known[nearest].item.name))
    return sorted(found)


def leaked(looks: Sequence[Look], validating: frozenset[str]) -> list[Finding]:
    """Find pictures that validate and have a near-duplicate among those that train."""
    val = [one for one in looks if one.item.name in validating]
    train = [one for one in looks if one.item.name not in validating]
    pairs = pairs_within(val, train)
    if not pairs:
        return []
    told = (
        f"{len(pairs)} of {len(val)} validation pictures have a near-duplicate among the training "
        "pictures: scores on them flatter"
    )
    return [_finding(FindingKind.LEAKED, told, pairs)]


def duplicates(looks: Sequence[Look]) -> list[Finding]:
    """Find pictures that have a near-duplicate, each pair once."""
    once: dict[frozenset[str], tuple[int, str, str]] = {}
    for distance, name, other in pairs_within(looks, looks):
        once.setdefault(frozenset((name, other)), (distance, name, other))
    pairs = list(once.values())
    if not pairs:
        return []
    told = f"{len(pairs)} pairs of near-duplicates: the second of each teaches little"
    return [_finding(FindingKind.DUPLICATES, told, pairs)]


def _finding(kind: FindingKind, told: str, pairs: list[tuple[int, str, str]]) -> Finding:
    names = tuple(name for _, name, _ in pairs)
    return Finding(kind, told, names, tuple(other for _, _, other in pairs))
