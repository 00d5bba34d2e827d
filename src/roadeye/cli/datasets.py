"""Open a labelled data set and say what in its folder is not read."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roadeye.data.dataset import Dataset
    from roadeye.data.files import LeftOut
    from roadeye.data.labels import LabelKind


def open_labelled(root: Path, kind: "LabelKind" = "road") -> "Dataset":
    """Open a labelled data set; one line on stderr for each reason for which files are left out."""
    from roadeye.data.detect import open_dataset

    dataset = open_dataset(root, kind)
    for line in left_out_lines(root, dataset.left_out):
        print(f"roadeye: {line}", file=sys.stderr)
    return dataset


def left_out_lines(root: Path, left_out: "Iterable[LeftOut]") -> list[str]:
    """Return one line for each reason for which files of a data set are left out."""
    from roadeye.problems import FileProblem, summarise

    return summarise(
        FileProblem(entry.path.relative_to(root).as_posix(), f"left out: {entry.reason}")
        for entry in left_out
    )
