"""The `roadeye` command and its subcommands."""

from typing import Annotated

import typer

import roadeye
from roadeye.cli.bev import bev
from roadeye.cli.calibrate import calibrate
from roadeye.cli.compare import compare
from roadeye.cli.data import data
from roadeye.cli.demo import demo
from roadeye.cli.evaluate import evaluate
from roadeye.cli.export import export
from roadeye.cli.predict import predict
from roadeye.cli.robustness import robustness
from roadeye.cli.submit import submit
from roadeye.cli.train import train

app = typer.Typer(
    name="roadeye",
    help="Find the road in camera pictures.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


def _version(wanted: bool | None) -> None:
    if wanted:
        print(f"roadeye {roadeye.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _show_version: Annotated[
        bool | None,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = None,
) -> None:
    """Find the road in camera pictures.

    Add --debug to any command to see a traceback instead of one line.
    """


app.command("demo")(demo)
app.command("bev")(bev)
app.command("predict")(predict)
app.command("evaluate")(evaluate)
app.command("compare")(compare)
app.command("calibrate")(calibrate)
app.command("robustness")(robustness)
app.command("submit")(submit)
app.command("train")(train)
app.command("export")(export)
app.add_typer(data)
