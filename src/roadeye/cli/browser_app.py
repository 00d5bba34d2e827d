"""`roadeye app`; the module `app` beside it is the command line itself."""

from pathlib import Path
from typing import Annotated

import typer


def app(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder for the page.")],
    model: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MODEL",
            help="roadeye, a .tflite file, or the folder of a training run; may be repeated.",
            show_default="roadeye",
        ),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace an earlier page.")
    ] = False,
) -> None:
    """Write a page that finds the road in the browser.

    Any server of plain files can serve it, at any path: GitHub Pages, or
    `python -m http.server -d DIR`. Pictures do not leave the browser. Once
    opened, the page works offline.
    """
    from roadeye.cli.terminal import show
    from roadeye.model.engine import BUNDLED
    from roadeye.server.browser_app import write_app

    size = write_app(folder, model or [BUNDLED], overwrite=overwrite)
    show(f"{folder}: a page of {size / 1e6:.1f} MB; show it by `python -m http.server -d {folder}`")
