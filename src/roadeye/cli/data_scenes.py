"""`roadeye data scenes`: draw road scenes with exact masks in the layout of KITTI Road."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class CameraName(StrEnum):
    """Cameras to choose from."""

    KITTI = "kitti"
    DASHCAM = "dashcam"
    PHONE = "phone"


def scenes(
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Folder for the scenes.")],
    number: Annotated[
        int, typer.Option("--number", "-n", min=0, metavar="N", help="How many pictures.")
    ] = 10,
    seed: Annotated[
        int, typer.Option(min=0, metavar="N", help="The same seed draws the same pictures.")
    ] = 0,
    size: Annotated[str, typer.Option(metavar="HEIGHTxWIDTH", help="Size in pixels.")] = "375x1242",
    frames: Annotated[
        int,
        typer.Option(
            "--sequence", min=0, metavar="FRAMES", help="Also draw a sequence of this many frames."
        ),
    ] = 0,
    camera: Annotated[
        CameraName, typer.Option(metavar="|".join(CameraName), help="Kind of camera.")
    ] = CameraName.KITTI,
) -> None:
    """Draw road scenes with exact masks and calibrations.

    The layout is KITTI Road's. Pictures go to DIR/training, a sequence goes to DIR/sequence, and its
    labels go to DIR/sequence_masks.
    """
    from roadeye.cli.progress import progress
    from roadeye.cli.terminal import show
    from roadeye.scenes import parse_size, write_dataset, write_sequence

    pixels = parse_size(size)
    with progress("draw", number + frames, "pictures") as told:

        def done() -> None:
            told.advance(1)

        write_dataset(out, number, seed, pixels, camera.value, done)
        write_sequence(out, frames, seed, pixels, camera.value, done)
    show(f"{number} picture{'' if number == 1 else 's'} in {out / 'training'}")
    if frames:
        show(f"{frames} frame{'' if frames == 1 else 's'} of a sequence in {out / 'sequence'}")
