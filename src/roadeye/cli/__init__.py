"""The command line: one file per command, no logic.

Results go to stdout, messages to stderr. Exit code 0: done; 1: done, with some inputs failed;
2: the request could not be carried out.
"""

import sys
from io import TextIOWrapper
from typing import Any

from roadeye.errors import RoadeyeError


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave the process with its exit code."""
    from typer import Abort, BadParameter

    from roadeye.cli.app import app

    # Typer brings its own copy of click in newer versions: take the error classes that it raises.
    usage_error: Any = BadParameter.__bases__[0]

    if isinstance(
        sys.stdout, TextIOWrapper
    ):  # names of files may be no text: escape, as stderr does
        sys.stdout.reconfigure(errors="backslashreplace")
    given = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in given
    given = [argument for argument in given if argument != "--debug"]
    try:
        code = app(args=given, standalone_mode=False)
    except RoadeyeError as error:
        if debug:
            raise
        print(f"roadeye: {error}", file=sys.stderr)
        code = 2
    except OSError as error:  # where no one place knows better, such as a folder that is closed
        if debug:
            raise
        named = f"{error.filename}: " if error.filename else ""
        print(f"roadeye: {named}{error.strerror or error}", file=sys.stderr)
        code = 2
    except usage_error as error:
        error.show()
        code = 2
    except (Abort, KeyboardInterrupt):
        print("roadeye: interrupted", file=sys.stderr)
        code = 130
    sys.exit(code or 0)
