"""`roadeye train`."""

from pathlib import Path
from typing import Annotated

import typer

from roadeye.cli.extras import require_tensorflow
from roadeye.errors import InputError

DEFAULT = "roadeye"
OF_THE_MODEL = ("network", "input.sizes", "training.weights")


def train(  # noqa: PLR0917  the options are what there is to choose
    data: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="DATA...", help="Folders of labelled data sets, in the recipe's order."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="RUN", help="Folder of the run.")
    ] = None,
    recipe: Annotated[
        str | None,
        typer.Option(
            "--recipe",
            metavar="R",
            help="Name of a recipe, or a .toml file.",
            show_default="roadeye; fine_tune with --from",
        ),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="MODEL",
            help="Fine-tune a trained model: bundled, or a run folder or a file in it.",
        ),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Change a field: training.epochs=60"),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the run in RUN after an interruption.")
    ] = False,
    names: Annotated[bool, typer.Option("--list", help="List the recipes and stop.")] = False,
) -> None:
    """Train a network on labelled pictures.

    RUN then holds the checkpoints, the history, plots, predictions on the validation pictures, and
    model.tflite for `roadeye predict --model`.
    """
    if names:
        _list()
        return
    if not data or out is None:
        raise InputError(
            "train needs one or more DATA folders and -o RUN, such as "
            "`roadeye train data_road -o runs/first`; --list shows the recipes."
        )
    require_tensorflow("training")

    from roadeye.cli.progress import progress
    from roadeye.export.finish import finish
    from roadeye.training.recipe_file import read_recipe
    from roadeye.training.run_folder import RunFolder
    from roadeye.training.start import FINE_TUNE, find_start, fine_tuning
    from roadeye.training.train import train as run_training

    if start is None:
        chosen = read_recipe(recipe or DEFAULT, settings)
    else:
        _check_settings(settings)
        chosen = fine_tuning(find_start(start), read_recipe(recipe or FINE_TUNE, settings))
    folder = RunFolder(out)
    run = run_training(data, chosen, folder, resume=resume, progress=progress)
    report = finish(run, progress)
    print(report)


def _check_settings(settings: list[str] | None) -> None:
    for setting in settings or []:
        key = setting.partition("=")[0].strip()
        if any(f"{key}.".startswith(f"{of}.") or of.startswith(f"{key}.") for of in OF_THE_MODEL):
            raise InputError(
                f"--set {setting} cannot go with --from: the network, its input sizes and its first "
                "weights are the model's; set other fields one by one, or train without --from."
            )


def _list() -> None:
    from rich.console import Console
    from rich.table import Table

    from roadeye.training.recipe_file import read_recipe, recipe_names

    table = Table("recipe", "network", "what it is for")
    for name in recipe_names():
        found = read_recipe(name)
        table.add_row(name, found.network.name, found.about)
    Console().print(table)
