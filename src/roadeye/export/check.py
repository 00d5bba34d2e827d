"""Check what is asked of an export before anything slow is imported."""

import re
from pathlib import Path
from typing import TypeVar

from roadeye.arrays import Size
from roadeye.errors import InputError
from roadeye.export.convert import Ends
from roadeye.export.formats import Format
from roadeye.model.engine import PACKAGED, model_path
from roadeye.training.recipe_file import read_recipe
from roadeye.training.run_folder import run_around, weights_of

WIDE = "wide"
"""In place of a size: the model's widest."""

Given = TypeVar("Given")

_SIZE = re.compile(r"(\d{1,5})[xX×](\d{1,5})")


def parse_size(text: str) -> Size | None:
    """Read an input size; None stands for the model's widest.

    Raises:
        InputError: It is none.

    >>> parse_size("240x800"), parse_size("WIDE")
    ((240, 800), None)
    """
    if text.lower() == WIDE:
        return None
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise InputError(
            f"{text[:100]!r} is not an input size: give height x width, such as 240x800, or {WIDE}.",
            code="bad-size",
        )
    return int(found[1]), int(found[2])


def widest(sizes: tuple[Size, ...]) -> Size:
    """Return the size whose width is largest for its height.

    >>> widest(((448, 448), (240, 800), (320, 640)))
    (240, 800)
    """
    return max(sizes, key=lambda size: size[1] / size[0])


def parse_ends(text: str, wanted: Format) -> Ends:
    """Read the numbers at both ends of a file.

    Raises:
        InputError: They are unknown, or the format has no choice.
    """
    try:
        ends = Ends(text)
    except ValueError as error:
        raise InputError(
            f"{text[:100]!r} is not a type of input and output: give {' or '.join(Ends)}."
        ) from error
    if ends is not Ends.FLOAT32 and wanted.name != "litert-int8":
        raise InputError(f"only litert-int8 can have {ends} input and output, not {wanted.name}.")
    return ends


def require_suffix(path: Path, wanted: Format) -> None:
    """Make sure that a file ends as its format does.

    Raises:
        InputError: It does not.
    """
    if path.suffix != wanted.suffix:
        raise InputError(f"{path} should end in {wanted.suffix}, the suffix of {wanted.name}.")


def require_calibration(wanted: Format, calibration: Given | None) -> Given:
    """Make sure that a format of whole numbers comes with pictures that calibrate it.

    Raises:
        InputError: It does not.
    """
    if calibration is None:
        raise InputError(
            f"{wanted.name} needs labelled pictures, which set the ranges of its numbers and judge it.",
            code="no-calibration",
        )
    return calibration


def require_weights(model: str) -> None:
    """Make sure that there are weights behind a model, as far as can be seen without reading them.

    Raises:
        InputError: There is no run around the path, or it has no finished epoch.
        ModelError: There is no such file.
    """
    if model in PACKAGED or Path(model).suffix == ".keras":
        model_path(model)
        return
    folder = run_around(Path(model))
    read_recipe(str(folder.recipe))
    weights_of(Path(model), folder)
