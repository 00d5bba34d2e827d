"""`roadeye data`: choose pictures, draft and import labels; check, download or draw a data set."""

from pathlib import Path
from typing import Annotated

import typer

from roadeye.cli.data_choose import choose
from roadeye.cli.data_import import import_labels
from roadeye.cli.data_prelabel import prelabel
from roadeye.cli.data_scenes import scenes
from roadeye.cli.options import Model
from roadeye.cli.plain_help import PlainCommand, PlainGroup

data = typer.Typer(
    name="data",
    cls=PlainGroup,
    help="Choose, label, import, check, download or draw data sets.",
    no_args_is_help=True,
)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@data.command(cls=PlainCommand)
def check(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A data set, in any known layout.")],
    verbose: Annotated[bool, typer.Option("--verbose", help="Name every file.")] = False,
    page: Annotated[
        Path | None,
        typer.Option(
            "--report",
            metavar="DIR",
            help="Also review every label, and write a page about what looks odd.",
        ),
    ] = None,
    model: Model = "roadeye",
    as_json: Json = False,
) -> None:
    """Check a data set: what is broken, left out or odd.

    Reads every file once, and compares a few labels with the model. --report looks at every
    label and shows in DIR/index.html what looks odd: labels that are shifted or belong to another
    picture, specks, near-duplicates, balance and light. The exit code is 1 if something is
    wrong. What only looks odd does not change it.
    """
    from roadeye.cli.data_report import checked
    from roadeye.cli.data_review import reviewed
    from roadeye.cli.data_table import print_check

    report = checked(folder, model)
    findings = reviewed(report, page, model) if page is not None else ()
    print_check(report, findings, as_json=as_json, verbose=verbose)
    if not report.is_fine:
        raise typer.Exit(1)


@data.command(cls=PlainCommand)
def download(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A data set, such as kitti-road.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Where to put it.")],
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE.zip", help="Use an archive that you already have."),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option("--url", metavar="URL", help="Download the archive from another address."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Download a data set, unpack it safely and check it."""
    from roadeye.cli.data_download import downloaded, print_already
    from roadeye.cli.data_report import checked
    from roadeye.cli.data_table import print_check
    from roadeye.data.archives import find_archive

    if not downloaded(find_archive(name), out, source or url):
        print_already(out, as_json=as_json)
        return
    report = checked(out)
    print_check(report, as_json=as_json)
    if not report.is_fine:
        raise typer.Exit(1)


data.command("import", cls=PlainCommand)(import_labels)
data.command(cls=PlainCommand)(prelabel)
data.command(cls=PlainCommand)(choose)
data.command(cls=PlainCommand)(scenes)
