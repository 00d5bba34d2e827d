"""`roadeye bev`."""

from pathlib import Path
from typing import Annotated

import typer

from roadeye.cli.terminal import print_json, show
from roadeye.errors import InputError


def bev(  # noqa: PLR0917  the options are what there is to choose
    image: Annotated[
        Path,
        typer.Argument(metavar="IMAGE", help="A picture, a mask or a probability map."),
    ],
    calib: Annotated[
        Path,
        typer.Option(
            "--calib",
            metavar="FILE",
            help="A KITTI calib file, or a .toml file with a pinhole camera.",
        ),
    ],
    out: Annotated[
        str, typer.Option("-o", "--out", metavar="OUT", help="A .png or .jpg file, or a folder.")
    ],
    back: Annotated[
        bool,
        typer.Option(
            "--back", metavar="", help="IMAGE is a bird's-eye view: show it in the camera's view."
        ),
    ] = False,
    size: Annotated[
        str | None,
        typer.Option(
            metavar="HEIGHTxWIDTH",
            help="With --back: size of the camera's pictures, if neither the calibration nor a picture "
            "beside it tells.",
        ),
    ] = None,
    x: Annotated[
        tuple[float, float],
        typer.Option(metavar="LEFT RIGHT", help="Metres to the left and right."),
    ] = (-10.0, 10.0),
    z: Annotated[tuple[float, float], typer.Option(metavar="NEAR FAR", help="Metres ahead.")] = (
        6.0,
        46.0,
    ),
    cell: Annotated[float, typer.Option(metavar="METRES", help="Side of a cell.")] = 0.05,
    as_json: Annotated[
        bool, typer.Option("--json", metavar="", help="Print one JSON object.")
    ] = False,
) -> None:
    """Show a picture, a mask or a map from above.

    This is KITTI Road's bird's-eye view: 800x400 cells of 5 cm. Grey pictures stay grey, so masks
    and probability maps keep their values. Cells that the camera does not see are black.
    """
    from roadeye.cli.bev_size import camera_size
    from roadeye.geometry.bev import BevGrid, look_up, table, table_back
    from roadeye.geometry.calibration import read_calibration
    from roadeye.io.images import read_unchanged, write_jpeg, write_png
    from roadeye.io.outputs import refuse_overwriting

    grid = BevGrid(cell, x, z)
    calibration = read_calibration(calib)
    pixels = read_unchanged(image, palette_colours=True)
    if back:
        lookup = table_back(calibration, camera_size(size, calibration.size, calib), grid)
    else:
        lookup = table(calibration, (pixels.shape[0], pixels.shape[1]), grid)
    result = look_up(pixels, lookup)
    path = _output(out, image, back=back)
    refuse_overwriting([image, calib], [path])
    if path.suffix.lower() == ".png":
        write_png(path, result)
    elif result.ndim == 3:
        write_jpeg(path, result)
    else:
        raise InputError(f"{path}: JPEG would blur the values of a grey map; give a .png file.")
    height, width = result.shape[:2]
    reached = float(lookup.valid.mean())
    if as_json:
        told = {"source": str(image), "output": str(path), "width": width, "height": height}
        print_json({**told, "reached": reached})
    else:
        show(f"{path}: {width}x{height}, {reached:.1%} of it seen")


def _output(out: str, image: Path, *, back: bool) -> Path:
    from roadeye.io.outputs import is_folder_name

    path = Path(out)
    if path.suffix and not is_folder_name(out):
        if path.suffix.lower() not in {".png", ".jpg", ".jpeg"}:
            raise InputError(f"{out}: expected a .png or .jpg file, or a folder.")
        return path
    return path / f"{image.stem}_{'image' if back else 'bev'}.png"
