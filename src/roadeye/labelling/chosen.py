"""The chosen pictures as copies and as a list."""

import csv
import io
import shutil
from collections.abc import Sequence
from pathlib import Path

from roadeye.io.atomic import replacing, write_text
from roadeye.labelling.choose import Candidate


def copy_chosen(chosen: Sequence[Candidate], folder: Path) -> None:
    """Copy pictures into one folder; names that are there already are numbered.

    Raises:
        OutputError: A copy cannot be written.
    """
    taken: set[str] = set()
    for one in chosen:
        name, number = one.path.name, 2
        while name.casefold() in taken:
            name, number = f"{one.path.stem}-{number}{one.path.suffix}", number + 1
        taken.add(name.casefold())
        with replacing(folder / name) as temporary:
            shutil.copyfile(one.path, temporary)


def list_chosen(chosen: Sequence[Candidate], path: Path) -> None:
    """Write the pictures with the model's doubts as CSV, a row each.

    Raises:
        OutputError: The file cannot be written.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("picture", "entropy", "flip", "heads"))
    for one in chosen:
        writer.writerow((one.path, *(round(x, 4) for x in (one.entropy, one.flip, one.heads))))
    write_text(path, text.getvalue())
