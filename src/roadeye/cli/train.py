"""`roadeye train`."""

from pathlib import Path
from typing import Annotated

import typer

from roadeye.errors import InputError

DEFAULT = "roadeye"


def train(  # noqa: PLR0917  the options are what there is to choose
    data: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="DATA", help="Folders of labelled data sets, in the order of the recipe."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="RUN", help="Folder of the run.")
    ] = None,
    recipe: Annotated[
        str | None,
        typer.Option(
            "--recipe",
            metavar="NAME|FILE.toml",
            help="A recipe in the package (see --list), or a file.",
            show_default="roadeye; fine_tune with --from",
        ),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="MODEL",
            help="Fine-tune a trained model: roadeye, roadeye-open, a run folder, or a checkpoint in one.",
        ),
    ] = None,
    known: Annotated[
        list[Path] | None,
        typer.Option(
            "--known",
            metavar="DATA",
            help="With --from: also compare both models on the validation split of this data.",
        ),
    ] = None,
    epochs: Annotated[
        int | None,
        typer.Option("--epochs", metavar="N", help="Number of epochs (training.epochs)."),
    ] = None,
    batch: Annotated[
        int | None, typer.Option("--batch", metavar="N", help="Crops in a batch (training.batch).")
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KEY=VALUE",
            help="Change a key of the recipe: training.learning_rate=1e-3.",
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Resume the run in RUN after an interruption.")
    ] = False,
    names: Annotated[bool, typer.Option("--list", help="List the recipes.")] = False,
) -> None:
    """Train a network on labelled pictures.

    RUN then holds checkpoints, history, plots, predictions on the validation pictures, and
    model.tflite. Every command accepts `--model RUN`. With --from and fewer than 60 pictures,
    training is a cross-validation: each picture is scored by a model that has not seen it.
    """
    if names:
        _list()
        return
    if not data or out is None:
        raise InputError(
            "train needs one or more DATA folders and -o RUN, such as "
            "`roadeye train data_road -o runs/first`; --list shows the recipes."
        )

    if known and start is None:
        raise InputError("--known compares with the model that --from names: give both.")

    from roadeye.cli.train_call import Call, run
    from roadeye.training.start import FINE_TUNE

    given = {"training.epochs": epochs, "training.batch": batch}
    every = [*(settings or []), *(f"{key}={n}" for key, n in given.items() if n is not None)]
    chosen = recipe or (FINE_TUNE if start else DEFAULT)
    print(run(Call(data, out, chosen, every, start, known or [], resume=resume)))


def _list() -> None:
    from rich.console import Console
    from rich.table import Table

    from roadeye.training.recipe_file import read_recipe, recipe_names

    table = Table("recipe", "network", "what it is for")
    for name in recipe_names():
        found = read_recipe(name)
        table.add_row(name, found.network.name, found.about)
    Console().print(table)
