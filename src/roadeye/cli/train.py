"""`roadeye train`."""

from pathlib import Path
from typing import Annotated

import typer

from roadeye.cli.extras import require_tensorflow
from roadeye.errors import InputError

DEFAULT = "roadeye"


def train(  # noqa: PLR0917  the options are what there is to choose
    data: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="DATA", help="Folders of labelled data sets, in the recipe's order."
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
    epochs: Annotated[
        int | None, typer.Option("--epochs", metavar="N", help="Epochs: training.epochs.")
    ] = None,
    batch: Annotated[
        int | None, typer.Option("--batch", metavar="N", help="Crops of a step: training.batch.")
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="KEY=VALUE", help="Change a field: training.learning_rate=1e-3"
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Resume the run in RUN after an interruption.")
    ] = False,
    names: Annotated[bool, typer.Option("--list", help="List the recipes and stop.")] = False,
) -> None:
    """Train a network on labelled pictures.

    RUN then holds checkpoints, history, plots, predictions on the validation pictures, and
    model.tflite, which every command takes as `--model RUN`.
    """
    if names:
        _list()
        return
    if not data or out is None:
        raise InputError(
            "train needs one or more DATA folders and -o RUN, such as "
            "`roadeye train data_road -o runs/first`; --list shows the recipes."
        )

    from roadeye.cli.datasets import tell_left_out
    from roadeye.cli.licence import tell_licence
    from roadeye.cli.progress import progress
    from roadeye.cli.signals import SignalError
    from roadeye.cli.terminal import say
    from roadeye.training import start as tuning
    from roadeye.training.prepare import prepare
    from roadeye.training.recipe_file import read_recipe
    from roadeye.training.run_folder import RunFolder
    from roadeye.training.run_lock import locked

    given = {"training.epochs": epochs, "training.batch": batch}
    every = [*(settings or []), *(f"{key}={n}" for key, n in given.items() if n is not None)]
    chosen = read_recipe(recipe or (tuning.FINE_TUNE if start else DEFAULT), every)
    earlier = b""
    if start is not None:
        tuning.refuse_settings_of_the_model(every)
        found = tuning.find_start(start)
        tell_licence(found.recipe.name, found.recipe.model.licence)
        chosen, earlier = tuning.fine_tuning(found, chosen), found.fingerprints
    folder = RunFolder(out)
    require_tensorflow("training")
    with locked(folder, resume=resume):
        prepared = prepare(data, chosen, folder, resume=resume, progress=progress, earlier=earlier)
        tell_left_out(dataset.train for dataset in prepared.datasets)

        # Only now: TensorFlow takes seconds to import, and nothing above needs it.
        from roadeye.export.finish import finish
        from roadeye.training.train import train as run_training

        try:
            report = finish(run_training(prepared, progress), progress)
        except (KeyboardInterrupt, SignalError):
            say(f"finished epochs are saved: add --resume to go on with {out}")
            raise
    print(report)


def _list() -> None:
    from rich.console import Console
    from rich.table import Table

    from roadeye.training.recipe_file import read_recipe, recipe_names

    table = Table("recipe", "network", "what it is for")
    for name in recipe_names():
        found = read_recipe(name)
        table.add_row(name, found.network.name, found.about)
    Console().print(table)
