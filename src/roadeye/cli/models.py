"""`roadeye models`: list, get, verify."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from roadeye.cli.plain_help import PlainCommand

if TYPE_CHECKING:
    from roadeye.model.index import ModelEntry

models = typer.Typer(name="models", help="List, get or verify model files.", no_args_is_help=True)

Index = Annotated[
    Path | None,
    typer.Option(metavar="FILE.json", help="An index of more models and where to download them."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@models.command("list", cls=PlainCommand)
def list_models(index: Index = None, as_json: Json = False) -> None:
    """List models: name, size, licence, scores and SHA-256."""
    from msgspec import to_builtins

    from roadeye.cli.terminal import print_json, show

    entries = _known(index)
    if as_json:
        print_json({"models": [to_builtins(entry) for entry in entries]})
        return
    for entry in entries:
        show(f"{entry.name}: {entry.file}, {entry.bytes / 1e6:.2f} MB, {entry.url or 'installed'}")
        show(f"  licence: {entry.licence}")
        for name, value in entry.scores.items():
            show(f"  {name}: {value:.4f}")
        show(f"  SHA-256: {entry.sha256}")


@models.command(cls=PlainCommand)
def get(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A model's name, from `roadeye models list`.")
    ],
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="DIR", help="Folder for the file.")
    ] = Path(),
    index: Index = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file.")] = False,
) -> None:
    """Copy or download a model file.

    A file that does not match the index is deleted.
    """
    from roadeye.cli.progress import progress
    from roadeye.cli.terminal import show
    from roadeye.errors import OutputError
    from roadeye.model.index import find_entry, get_model

    entry = find_entry(_known(index), name)
    target = out / entry.file
    if target.exists() and not overwrite:
        raise OutputError(f"{target} exists already; give --overwrite or another folder with -o.")
    with progress("get", entry.bytes / 1e6, "MB") as told:
        get_model(entry, target, lambda count: told.advance(count / 1e6))
    show(f"{target}: licence: {entry.licence}")


@models.command(cls=PlainCommand)
def verify(
    files: Annotated[
        list[str], typer.Argument(metavar="MODEL", help="roadeye, roadeye-open, or model files.")
    ],
    index: Index = None,
) -> None:
    """Check that model files are complete and match the index.

    The exit code is 1 if a file fails.
    """
    from roadeye.cli.terminal import say, show
    from roadeye.errors import ModelError
    from roadeye.model.index import verify as check

    entries, failed = _known(index), False
    for file in files:
        try:
            spec = check(file, entries)
        except ModelError as error:
            say(error)
            failed = True
        else:
            show(f"{file}: whole; {spec.name} {spec.version}, licence: {spec.licence}")
    raise typer.Exit(1 if failed else 0)


def _known(index: Path | None) -> "list[ModelEntry]":
    """Return the models in the package and those of an index."""
    from roadeye.model.index import packaged_entries, read_index

    return packaged_entries() + ([] if index is None else read_index(index))
