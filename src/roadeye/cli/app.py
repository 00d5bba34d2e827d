"""The `roadeye` command and its subcommands; only the one that is asked for is imported."""

from collections.abc import Sequence
from importlib import import_module
from typing import Annotated

import typer

from roadeye.cli.plain_help import PlainCommand, PlainGroup

COMMANDS = (
    "demo",
    "predict",
    "evaluate",
    "compare",
    "calibrate",
    "robustness",
    "submit",
    "bev",
    "train",
    "export",
    "benchmark",
    "models",
    "data",
    "serve",
    "app",
)
"""Each is a function, or a group of commands, in the module of its name beside this one."""

_MODULES = {"app": "browser_app"}
"""Commands whose module has another name."""


def build(given: Sequence[str]) -> typer.Typer:
    """Return the command line, with the one command that `given` asks for or else with all.

    Args:
        given: The words of the call.
    """
    app = typer.Typer(
        name="roadeye",
        cls=PlainGroup,
        help="Find the road in camera pictures.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # plain help comes in a fifth of the time
    )
    app.callback()(_options)
    wanted = next((word for word in given if not word.startswith("-")), "")
    for name in (wanted,) if wanted in COMMANDS else COMMANDS:
        command = getattr(import_module(f"roadeye.cli.{_MODULES.get(name, name)}"), name)
        if isinstance(command, typer.Typer):
            app.add_typer(command)
        else:
            app.command(name, cls=PlainCommand)(command)
    return app


def _version(wanted: bool) -> bool:
    if wanted:
        import roadeye

        print(f"roadeye {roadeye.__version__}")
        raise typer.Exit
    return wanted


def _options(
    _show_version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Find the road in camera pictures.

    Add --debug to any command to see a traceback instead of one line, and
    --quiet to hide the notice about a model's licence.
    """
