"""`roadeye data prelabel`: drafts of labels for a labelling tool."""

from pathlib import Path
from typing import Annotated

import typer

from roadeye.cli.options import Model, Recursive, Threads
from roadeye.labelling.drafts import LABEL, TOLERANCE, DraftFormat


def prelabel(  # noqa: PLR0917  the options are what there is to choose
    sources: Annotated[
        list[str], typer.Argument(metavar="PICTURES", help="Pictures, folders or patterns.")
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="DIR", help="An empty or new folder.")
    ],
    kind: Annotated[
        DraftFormat,
        typer.Option(
            "--format", metavar="|".join(DraftFormat), help="Format of the labelling tool."
        ),
    ],
    model: Model = "roadeye",
    head: Annotated[
        str | None, typer.Option(metavar="HEAD", help="Head of the model: road or drivable.")
    ] = None,
    label: Annotated[str, typer.Option(metavar="NAME", help="The class of the polygons.")] = LABEL,
    tolerance: Annotated[
        float,
        typer.Option(min=0, metavar="PIXELS", help="How far simplified outlines may move."),
    ] = TOLERANCE,
    recursive: Recursive = False,
    threads: Threads = 2,
) -> None:
    """Draft labels with a model, for you to correct.

    DIR then holds copies of the pictures with the drafts. `labelme DIR` opens them. In CVAT, make a
    task with these pictures and upload DIR/annotations.xml as its annotations. `roadeye data import`
    reads the corrected drafts.
    """
    from roadeye.cli.progress import progress
    from roadeye.cli.terminal import say, show
    from roadeye.inference.segmenter import open_segmenter
    from roadeye.labelling.prelabel import prelabel as draft
    from roadeye.labelling.prelabel import writer_of
    from roadeye.labelling.sources import found_pictures
    from roadeye.problems import summarise

    writer, copies = writer_of(kind, out, label)
    found, left_out = found_pictures(sources, recursive=recursive)
    segmenter = open_segmenter(model, threads, head=head)
    with progress("draft", len(found), "pictures") as shown:
        done = draft(found, segmenter, writer, copies, tolerance, lambda: shown.advance(1))
    for line in (*left_out, *summarise(done.problems)):
        say(line)
    if done.without_road:
        show(f"no road was found in {done.without_road} of them")
    show(f"{len(done.names)} drafts in {out}")
    if done.problems:
        raise typer.Exit(1)
