"""`Split`: which pictures a run trained on, and which validated it."""

from itertools import chain, count
from pathlib import Path

import msgspec

from roadeye.errors import InputError


class Split(msgspec.Struct, frozen=True):
    """Hold the names of a run's pictures, data set by data set.

    Attributes:
        roots: Folders of the data sets, as they were given.
        train: Names that were trained on.
        val: Names that validated.
    """

    roots: tuple[str, ...]
    train: tuple[tuple[str, ...], ...]
    val: tuple[tuple[str, ...], ...]

    @property
    def trained_on(self) -> tuple[str, ...]:
        """The data sets with the number of pictures, for people.

        >>> Split(("data/kitti-road",), (("um_000000", "um_000001"),), ((),)).trained_on
        ('kitti-road (2 pictures)',)
        """
        return tuple(
            f"{name} ({len(names)} pictures)"
            for name, names in zip(self.names, self.train, strict=True)
        )

    @property
    def names(self) -> tuple[str, ...]:
        """A name for each data set: its folder's, numbered where another has it already.

        >>> Split(("a/images", "b/images", "c/images-2"), ((),) * 3, ((),) * 3).names
        ('images', 'images-2', 'images-2-2')
        """
        folders = [Path(root).name for root in self.roots]
        names: list[str] = []
        for folder in folders:
            numbered = (f"{folder}-{number}" for number in count(2))
            free = (name for name in chain([folder], numbered) if name not in names)
            names.append(next(free))
        return tuple(names)

    def to_json(self) -> str:
        """Return the split in the form that `--split FILE.json:KEY` reads.

        The keys are `train` and `val`, from the second data set on with its number.
        """
        lists: dict[str, tuple[str, ...]] = {"roots": self.roots}
        for index, (train, val) in enumerate(zip(self.train, self.val, strict=True)):
            lists |= {_key("train", index): train, _key("val", index): val}
        return msgspec.json.format(msgspec.json.encode(lists)).decode()


def read_split(path: Path) -> Split:
    """Read what `Split.to_json` wrote.

    Raises:
        InputError: The file is missing or damaged.
    """
    try:
        lists = msgspec.json.decode(path.read_bytes(), type=dict[str, tuple[str, ...]])
        numbers = range(len(lists["roots"]))
        return Split(
            roots=lists["roots"],
            train=tuple(lists[_key("train", index)] for index in numbers),
            val=tuple(lists[_key("val", index)] for index in numbers),
        )
    except (OSError, msgspec.MsgspecError, KeyError) as error:
        raise InputError(f"{path} is not the split of a run: {error}") from error


def _key(side: str, index: int) -> str:
    return side if index == 0 else f"{side}-{index + 1}"
