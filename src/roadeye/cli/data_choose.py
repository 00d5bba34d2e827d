"""`roadeye data choose`: which pictures to label first."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from roadeye.cli.options import Model, Recursive, Threads

if TYPE_CHECKING:
    from roadeye.labelling.choose import Choice

SHEET, LIST, PICTURES = "contact_sheet.jpg", "chosen.csv", "pictures"
_ON_SHEET = 48


def choose(  # noqa: PLR0917  the options are what there is to choose
    sources: Annotated[
        list[str], typer.Argument(metavar="PICTURES", help="Pictures, folders or patterns.")
    ],
    number: Annotated[
        int, typer.Option("--number", "-n", min=1, metavar="N", help="How many to choose.")
    ] = 50,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="DIR", help="An empty or new folder."),
    ] = None,
    labelled: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PICTURES", help="Pictures that have labels already; may be repeated."
        ),
    ] = None,
    model: Model = "roadeye",
    recursive: Recursive = False,
    threads: Threads = 2,
) -> None:
    """Choose which pictures to label first.

    Drops near-duplicates. Then takes pictures of which the model is unsure and which differ from
    those chosen before. Prints their paths. With -o, writes DIR/pictures, DIR/chosen.csv and a
    contact sheet instead.
    """
    from roadeye.cli.progress import progress
    from roadeye.cli.terminal import say, show
    from roadeye.inference.segmenter import open_segmenter
    from roadeye.labelling.choose import choose as chosen_of
    from roadeye.labelling.prelabel import require_empty
    from roadeye.labelling.sources import found_pictures
    from roadeye.problems import summarise

    if out is not None:
        require_empty(out)
    found, left_out = found_pictures(sources, recursive=recursive)
    before = found_pictures(labelled, recursive=recursive)[0] if labelled else []
    with progress("look", len(found) + len(before), "pictures") as shown:
        choice = chosen_of(
            [file.path for file in found],
            open_segmenter(model, threads),
            number,
            [file.path for file in before],
            lambda: shown.advance(1),
        )
    for line in (*left_out, *summarise(choice.problems)):
        say(line)
    say(
        f"{len(choice.chosen)} of {len(found)} pictures are chosen; {choice.duplicates} are near-"
        f"duplicates of others, {choice.known} trained the model or have labels"
    )
    if out is None:
        for one in choice.chosen:
            show(one.path)
    else:
        _write(choice, out)
        show(f"{out / PICTURES}, {out / LIST} and {out / SHEET}")
    if choice.problems:
        raise typer.Exit(1)


def _write(choice: "Choice", out: Path) -> None:
    from roadeye.draw.contact_sheet import Tile, contact_sheet
    from roadeye.io.images import read_image, write_jpeg
    from roadeye.labelling.chosen import copy_chosen, list_chosen

    copy_chosen(choice.chosen, out / PICTURES)
    list_chosen(choice.chosen, out / LIST)
    tiles: list[Tile] = [
        (read_image(one.path), f"{number} {one.path.name}")
        for number, one in enumerate(choice.chosen[:_ON_SHEET], 1)
    ]
    write_jpeg(out / SHEET, contact_sheet(tiles))
