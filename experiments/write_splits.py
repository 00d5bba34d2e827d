"""Write the splits of the sets that came last: street-view, campus-robot and IDD-Lite.

    python -m experiments.write_splits DATA

Each file holds `train`, `val` (held out of the twins, and scored) and `calibration` (seen by no
training, not even that of the model that ships). `NAME-all-but-calibration.json` has the first two
as `train` and the third as `val`.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np

from roadeye.data.dataset import Dataset, Item
from roadeye.data.detect import open_dataset
from roadeye.data.split import select
from roadeye.io.atomic import write_text

SPLITS = Path(__file__).parent / "splits"
TRAIN, VAL, CALIBRATION = "train", "val", "calibration"

VAL_TOWNS = ("barcelona", "madrid", "valladolid", "galicia", "laredo", "benavente")
CALIBRATION_TOWNS = (
    "gerona", "montana", "mineapolis", "newyork", "pittsburgh", "vancouver", "wuhan", "berkeley",
    "dartmouth", "budapest", "bolivia",
)  # fmt: skip
CALIBRATION_FROM, VAL_FROM = 352, 383  # numbers of campus-robot: the last walks
CALIBRATION_DRIVES = 15


def by_town(item: Item) -> str:
    """Return the side of a picture of street-view, whose name tells the town."""
    name = item.name.lower()
    if any(town in name for town in VAL_TOWNS):
        return VAL
    return CALIBRATION if any(town in name for town in CALIBRATION_TOWNS) else TRAIN


def by_number(item: Item) -> str:
    """Return the side of a picture of campus-robot: neighbours in number are the same walk."""
    number = int(item.name)
    if number >= VAL_FROM:
        return VAL
    return CALIBRATION if number >= CALIBRATION_FROM else TRAIN


def by_drive(idd: Dataset) -> Callable[[Item], str]:
    """Return what tells the side of a picture of IDD-Lite: `val` is that of `--split val`."""
    val = {item.name for item in select(idd, VAL).items}
    drives = sorted({item.sequence for item in idd.items if item.name not in val})
    chosen = np.random.default_rng(7).permutation(len(drives))[:CALIBRATION_DRIVES]
    kept = {drives[index] for index in chosen}

    def side(item: Item) -> str:
        return VAL if item.name in val else CALIBRATION if item.sequence in kept else TRAIN

    return side


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    idd = open_dataset(data / "idd-lite")
    for dataset, rule, file, side_of in (
        (open_dataset(data / "street-view"), "by-town", "street-view", by_town),
        (open_dataset(data / "campus-robot"), "by-walk", "campus-robot", by_number),
        (idd, "by-drive", "idd-lite", by_drive(idd)),
    ):
        sides: dict[str, list[str]] = {TRAIN: [], VAL: [], CALIBRATION: []}
        for item in dataset.items:
            sides[side_of(item)].append(item.name)
        shipped = {TRAIN: sorted(sides[TRAIN] + sides[VAL]), VAL: sides[CALIBRATION]}
        for name, lists in ((rule, sides), ("all-but-calibration", shipped)):
            text = msgspec.json.format(msgspec.json.encode(lists)).decode()
            write_text(SPLITS / f"{file}-{name}.json", text + "\n")
        print(file, {side: len(names) for side, names in sides.items()})


if __name__ == "__main__":
    main()
