"""`roadeye export`."""

from pathlib import Path
from typing import Annotated

import typer

from roadeye.cli.extras import require_tensorflow
from roadeye.errors import InputError

FORMATS = ("litert",)


def export(
    model: Annotated[
        Path, typer.Argument(metavar="MODEL", help="A run folder, or a checkpoint in one.")
    ],
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="FILE.tflite", help="The file to write.")
    ],
    file_format: Annotated[
        str, typer.Option("--format", metavar="|".join(FORMATS), help="Format of the file.")
    ] = "litert",
) -> None:
    """Export a trained network as one file that describes itself.

    The file's probabilities are compared with the network's on pictures; a file that differs is
    not kept.
    """
    if file_format not in FORMATS:
        raise InputError(f"unknown format {file_format!r}; known are {', '.join(FORMATS)}.")
    if out.suffix != ".tflite":
        raise InputError(f"{out} should end in .tflite, the suffix of format {file_format}.")

    from roadeye.training.recipe_file import read_recipe
    from roadeye.training.run_folder import run_around, weights_of

    folder = run_around(model)
    read_recipe(str(folder.recipe))
    weights_of(model, folder)
    require_tensorflow("export")

    from roadeye.export.checkpoint import read_checkpoint
    from roadeye.export.write import parity_pictures, write_litert

    checkpoint = read_checkpoint(model)
    pictures = parity_pictures(checkpoint)
    difference = write_litert(checkpoint, {}, pictures.images, out)
    print(
        f"{out}: probabilities differ from the network's by at most {difference:.1g}, "
        f"on {pictures.source}"
    )
