"""Score probability maps that were written before, without a model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from roadeye.data.dataset import Dataset, Item
from roadeye.errors import InputError
from roadeye.evaluation.evaluate import PictureCounts, attempt, gather, measure
from roadeye.evaluation.result import Evaluation
from roadeye.evaluation.settings import EvaluationSettings
from roadeye.inference.stages import ahead
from roadeye.io.images import read_gray


@dataclass(frozen=True)
class MapIndex:
    """Hold which probability maps belong to which items.

    Attributes:
        files: The map of each item that has one, by the item's name.
        unmatched: Names of what else is in the folder, hidden files aside.
    """

    files: dict[str, Path]
    unmatched: tuple[str, ...]


def map_names(item: Item) -> tuple[str, ...]:
    """Return the file names under which the probability map of an item is looked for.

    They are the name of its label, which is the official KITTI kit's name for a map
    (`um_road_000003.png`), the item's own name, and the one that `roadeye predict` gives
    (`um_000003_prob.png`).
    """
    own = item.name.rpartition("/")[2]
    stems = (item.label.stem, item.image.stem, own)
    names = [f"{stem}.png" for stem in stems]
    names += [f"{stem}_prob.png" for stem in stems]
    return tuple(dict.fromkeys(names))


def find_maps(folder: Path, dataset: Dataset) -> MapIndex:
    """Find the probability maps of a data set in a folder.

    Raises:
        InputError: The folder is not there, two files could be the map of one picture, or one file
            that of two.
    """
    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder; give the one that holds the probability maps.")
    there = {path.name: path for path in sorted(folder.iterdir()) if path.name[0] != "."}
    files: dict[str, Path] = {}
    owners: dict[str, str] = {}
    for item in dataset.items:
        present = [name for name in map_names(item) if name in there]
        if len(present) > 1:
            raise InputError(
                f"{folder} holds {' and '.join(present)}, which are both the map of {item.name}; "
                "remove one of them."
            )
        for name in present:
            if name in owners:
                raise InputError(
                    f"{folder / name} could be the map of {owners[name]} and of {item.name}; score "
                    "one split at a time."
                )
            owners[name] = item.name
            files[item.name] = there[name]
    return MapIndex(files, tuple(name for name in there if name not in owners))


def require_map(files: Mapping[str, Path], item: Item) -> Path:
    """Return the probability map of an item.

    Raises:
        InputError: There is none.
    """
    if item.name not in files:
        raise InputError(
            f"there is no probability map of {item.name}; expected {map_names(item)[0]}."
        )
    return files[item.name]


def score_maps(
    files: Mapping[str, Path],
    dataset: Dataset,
    settings: EvaluationSettings | None = None,
    done: Callable[[], None] = lambda: None,
) -> Evaluation:
    """Score probability maps on a labelled data set; the pictures themselves are not read.

    Args:
        files: The map of each item by the item's name, 8-bit grey; other pictures are read as the
            official KITTI kit does, 16 bits by their upper 8 and colours by their luminance.
        dataset: The labelled pictures. One without a map is named in the report as failed.
        settings: How to score; None takes the defaults.
        done: Called after each picture.

    Raises:
        InputError: No map could be scored.
    """
    how = settings or EvaluationSettings()

    def measured(item: Item) -> PictureCounts:
        path = require_map(files, item)
        road, valid = item.read_label()
        return measure(item, read_gray(path), road, valid, how)

    return gather(ahead(attempt(measured), dataset.items, how.jobs), dataset, how, done)
