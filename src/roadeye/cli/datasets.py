"""Open a labelled data set and say what in its folder is not read."""

from pathlib import Path
from typing import TYPE_CHECKING

from roadeye.cli.terminal import say
from roadeye.problems import FileProblem, summarise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roadeye.data.dataset import Dataset
    from roadeye.data.files import LeftOut
    from roadeye.data.labels import LabelKind


def open_labelled(root: Path, kind: "LabelKind" = "road") -> "Dataset":
    """Open a labelled data set; one line on stderr for each reason for which files are left out."""
    from roadeye.data.detect import open_dataset

    dataset = open_dataset(root, kind)
    tell_left_out([dataset])
    return dataset


def tell_left_out(datasets: "Iterable[Dataset]") -> None:
    """Say on stderr what in the folders of data sets is not read, a line for each reason."""
    for dataset in datasets:
        for line in summarise(left_out_problems(dataset.root, dataset.left_out)):
            say(line)


def left_out_problems(root: Path, left_out: "Iterable[LeftOut]") -> list[FileProblem]:
    """Return files of a data set that are left out, each with its reason."""
    return [
        FileProblem(entry.path.relative_to(root).as_posix(), f"is left out: {entry.reason}")
        for entry in left_out
    ]
