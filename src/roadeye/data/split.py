"""Choose a part of a data set: train, val, test, all, or the names in a file."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from roadeye.data.dataset import TEST, TRAIN, VAL, Dataset, Item
from roadeye.data.detect import KITTI_ROAD
from roadeye.data.split_file import is_split_file, read_names
from roadeye.errors import InputError

ALL = "all"
DEFAULT_SEED = 123
HELD_OUT = 0.1
"""The part of a data set that validates where its folders do not say which."""


def select(
    dataset: Dataset, split: str, seed: int = DEFAULT_SEED, *, allow_missing: bool = False
) -> Dataset:
    """Return the part of a data set that a split names.

    `train`, `val` and `test` are the data set's own folders where it has them; pictures that lie
    in none of these train. Where it has no `val` folder, a seeded tenth of what would train is held out: a tenth of the sorted names, or,
    in layouts whose folders or file names tell the drive, a tenth of the drives, so that no drive
    is on both sides. KITTI Road is split by names as its users do; a split file can do better.

    Args:
        dataset: All labelled pictures.
        split: `train`, `val`, `test`, `all`, or a JSON file of names: either a list, or an object
            of lists, from which `FILE.json:KEY` takes one (`val` if no key is given).
        seed: Chooses what is held out.
        allow_missing: Skip names of a split file that the data set does not have.

    Raises:
        InputError: The split is unknown or empty, or its file cannot be read or names pictures
            that the data set does not have.
    """
    if is_split_file(split):
        items = _named(dataset, split, allow_missing=allow_missing)
    elif split == ALL:
        items = list(dataset.items)
    elif split in {TRAIN, VAL, TEST}:
        items = _folder(dataset, split) if split == TEST else _train_or_val(dataset, split, seed)
    else:
        raise InputError(
            f"{split!r} is not a split; give {TRAIN}, {VAL}, {TEST}, {ALL} or a file such as "
            "names.json."
        )
    if not items:
        has = sorted({item.split for item in dataset.items} - {""})
        raise InputError(
            f"the split {split!r} of {dataset.root} is empty: it has {len(dataset.items)} labelled "
            f"pictures and {'the folders ' + ', '.join(has) if has else 'no folders for splits'}; "
            f"choose another split, or {ALL}."
        )
    return replace(dataset, items=tuple(items))


def _folder(dataset: Dataset, split: str) -> list[Item]:
    return [item for item in dataset.items if item.split == split]


def _train_or_val(dataset: Dataset, split: str, seed: int) -> list[Item]:
    own = _folder(dataset, VAL)
    pool = _folder(dataset, TRAIN) + _folder(dataset, "")
    if own:
        return own if split == VAL else pool
    by_drive = dataset.layout != KITTI_ROAD and len({item.drive for item in pool} - {""}) > 1
    groups = {item.name: (item.drive or item.name) if by_drive else item.name for item in pool}
    held_out = _hold_out(set(groups.values()), seed)
    return [item for item in pool if (groups[item.name] in held_out) == (split == VAL)]


def _hold_out(groups: Collection[str], seed: int) -> set[str]:
    if not groups:
        return set()
    ordered = sorted(groups)
    count = max(1, round(HELD_OUT * len(ordered)))
    order = np.random.default_rng(seed).permutation(len(ordered))
    return {ordered[index] for index in order[:count]}


def _named(dataset: Dataset, split: str, *, allow_missing: bool) -> list[Item]:
    names = read_names(split)
    items = {item.name: item for item in dataset.items}
    missing = [name for name in names if name not in items]
    if missing and not allow_missing:
        shown = ", ".join(missing[:10]) + (", …" if len(missing) > 10 else "")
        raise InputError(
            f"{split} names {len(missing)} of {len(names)} pictures that {dataset.root} does not "
            f"have: {shown}; complete the data set or correct the file."
        )
    wanted = set(names)
    return [item for item in dataset.items if item.name in wanted]
