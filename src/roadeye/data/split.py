"""Choose a part of a data set: train, val, test, all, a named split, or the names in a file."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Final

import numpy as np

from roadeye.data.dataset import TEST, TRAIN, VAL, Dataset, Item
from roadeye.data.detect import KITTI_ROAD
from roadeye.data.layouts.kitti_sequences import VALIDATION
from roadeye.data.split_file import is_split_file, read_names
from roadeye.errors import InputError
from roadeye.problems import first_few

ALL: Final = "all"
BY_SEQUENCE: Final = "by-sequence"
RANDOM_TENTH: Final = "random10"
DEFAULT_SEED = 123
HELD_OUT = 0.1
"""The part of a data set that validates where its folders do not say which."""

HeldOut = Callable[[Dataset, int], set[str]]
"""Return the names that validate."""


def has_sides(split: str) -> bool:
    """Tell whether a split has a list that trains and one that validates: `split:train`, `:val`.

    >>> has_sides("random10"), has_sides("names.json"), has_sides("val"), has_sides("random10:val")
    (True, True, False, False)
    """
    return split in NAMED_SPLITS or (is_split_file(split) and is_split_file(f"{split}:{VAL}"))


def select(
    dataset: Dataset, split: str, seed: int = DEFAULT_SEED, *, allow_missing: bool = False
) -> Dataset:
    """Return the part of a data set that a split names.

    `train`, `val` and `test` are the data set's own folders where it has them; pictures that lie
    in none of these train. Where it has no `val` folder, KITTI Road is split as by `by-sequence`,
    and of other data sets a seeded tenth is held out: of the sequences where the layout tells them,
    else of the names.

    The named splits are pairs, `NAME:train` and `NAME:val`; `NAME` alone means what validates.
    `by-sequence` keeps each sequence on one side: of KITTI Road it validates on `um` 61 to 78,
    `umm` 40 to 54 and `uu` 58 to 72, and all others train; of other data sets on a seeded tenth of
    the sequences. `random10` is a random tenth of the names, always the same: the protocol of the
    project that roadeye succeeds, whose validation pictures are near-copies of training pictures.

    Args:
        dataset: All labelled pictures.
        split: `train`, `val`, `test`, `all`, a named split, or a JSON file of names: either a
            list, or an object of lists, from which `FILE.json:KEY` takes one (`val` if no key is
            given).
        seed: Chooses what is held out where a tenth is.
        allow_missing: Skip names of a split file that the data set does not have.

    Raises:
        InputError: The split is unknown or empty, or its file cannot be read or names pictures
            that the data set does not have.
    """
    name, _, side = split.partition(":")
    if is_split_file(split):
        items = _listed(dataset, split, allow_missing=allow_missing)
    elif split == ALL:
        items = list(dataset.items)
    elif split == TEST:
        items = _folder(dataset, TEST)
    elif split in {TRAIN, VAL}:
        items = _train_or_val(dataset, split, seed)
    elif name in NAMED_SPLITS and side in {"", TRAIN, VAL}:
        held_out = NAMED_SPLITS[name](dataset, seed)
        items = [item for item in dataset.items if (item.name in held_out) == (side != TRAIN)]
    else:
        raise InputError(
            f"{split!r} is not a split; give {TRAIN}, {VAL}, {TEST}, {ALL}, "
            f"{', '.join(NAMED_SPLITS)} or a file such as names.json.",
            code="no-such-split",
        )
    if not items:
        raise InputError(
            f"the split {split!r} of {dataset.root} is empty: {_contents(dataset)}.",
            code="empty-split",
        )
    return replace(dataset, items=tuple(items))


def _contents(dataset: Dataset) -> str:
    """Say how many pictures a data set has in which folders of splits.

    Which split the caller can ask for instead depends on who calls.
    """
    labelled = f"it has {len(dataset.items)} labelled pictures"
    counts = {split: len(_folder(dataset, split)) for split in (TRAIN, VAL, TEST)}
    told = ", ".join(f"{count} in {split}" for split, count in counts.items() if count)
    return f"{labelled}, {told}" if told else f"{labelled} and no folders for splits"


def _folder(dataset: Dataset, split: str) -> list[Item]:
    return [item for item in dataset.items if item.split == split]


def _train_or_val(dataset: Dataset, split: str, seed: int) -> list[Item]:
    own = _folder(dataset, VAL)
    pool = _folder(dataset, TRAIN) + _folder(dataset, "")
    if own:
        return own if split == VAL else pool
    held_out = _default_held_out(replace(dataset, items=tuple(pool)), seed)
    return [item for item in pool if (item.name in held_out) == (split == VAL)]


def _default_held_out(pool: Dataset, seed: int) -> set[str]:
    if pool.layout == KITTI_ROAD:
        # Other pictures in KITTI's layout, such as drawn scenes, have its names but not its
        # sequences: those go by names where these would leave one side empty.
        return _of_kitti(pool) or _tenth_of_names(pool, seed)
    if len({item.sequence for item in pool.items} - {""}) > 1:
        return _tenth_of_sequences(pool, seed)
    return _tenth_of_names(pool, seed)


def _by_sequence(dataset: Dataset, seed: int) -> set[str]:
    if dataset.layout == KITTI_ROAD and (held_out := _of_kitti(dataset)):
        return held_out
    if len({item.sequence for item in dataset.items} - {""}) < 2:
        raise InputError(
            f"{dataset.root} cannot be split by sequence: its {len(dataset.items)} pictures belong to "
            "fewer than two known sequences; put each sequence into a folder of its own."
        )
    return _tenth_of_sequences(dataset, seed)


def _of_kitti(dataset: Dataset) -> set[str]:
    """Return what validates of KITTI Road; nothing where that is all there is."""
    held_out = {item.name for item in dataset.items if item.sequence in VALIDATION}
    return held_out if len(held_out) < len(dataset.items) else set()


def _tenth_of_sequences(dataset: Dataset, seed: int) -> set[str]:
    sequence_of = {item.name: item.sequence or item.name for item in dataset.items}
    held_out = _hold_out(set(sequence_of.values()), seed)
    return {name for name, sequence in sequence_of.items() if sequence in held_out}


def _tenth_of_names(dataset: Dataset, seed: int) -> set[str]:
    return _hold_out({item.name for item in dataset.items}, seed)


def _hold_out(groups: Collection[str], seed: int) -> set[str]:
    if not groups:
        return set()
    ordered = sorted(groups)
    count = max(1, round(HELD_OUT * len(ordered)))
    order = np.random.default_rng(seed).permutation(len(ordered))
    return {ordered[index] for index in order[:count]}


def _random_tenth(dataset: Dataset, _seed: int) -> set[str]:
    ordered = sorted(item.name for item in dataset.items)
    order = np.random.RandomState(DEFAULT_SEED).permutation(len(ordered))
    return {ordered[index] for index in order[int(0.9 * len(ordered)) :]}


NAMED_SPLITS: Final[dict[str, HeldOut]] = {BY_SEQUENCE: _by_sequence, RANDOM_TENTH: _random_tenth}
"""Splits that every data set has, by name."""


def _listed(dataset: Dataset, split: str, *, allow_missing: bool) -> list[Item]:
    names = read_names(split)
    items = {item.name: item for item in dataset.items}
    missing = [name for name in names if name not in items]
    if missing and not allow_missing:
        raise InputError(
            f"{split} names {len(missing)} of {len(names)} pictures that {dataset.root} does not "
            f"have: {first_few(missing)}; complete the data set or correct the file."
        )
    wanted = set(names)
    return [item for item in dataset.items if item.name in wanted]
