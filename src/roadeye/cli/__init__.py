"""The command line: options, one call of the library, and what is printed; one file per command.

Results go to stdout, messages to stderr. Exit code 0: done; 1: done, with some inputs failed;
2: the request could not be carried out; 128 and more: ended by a signal.
"""

import os
import sys
from io import TextIOWrapper
from typing import Any

from roadeye.errors import RoadeyeError

_INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave the process with its exit code."""
    from roadeye.cli.licence import QUIET, telling
    from roadeye.cli.signals import SignalError, ending_cleanly
    from roadeye.cli.terminal import say

    given = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in given
    quiet = QUIET in given
    given = [argument for argument in given if argument not in {"--debug", QUIET}]
    _prepare_streams(quiet=arguments is None and not debug)
    try:
        with ending_cleanly(), telling(quiet=quiet):
            code = _run(given, debug=debug)
    except SystemExit as end:  # how click ends where the reader of our results has seen enough
        if not isinstance(end.__context__, BrokenPipeError):
            raise
        _close_stdout()
        code = 0
    except SignalError as signalled:
        say("ended by a signal")
        code = 128 + signalled.number
    except KeyboardInterrupt:
        say("interrupted")
        code = _INTERRUPTED
    sys.exit(code or 0)


def _run(given: list[str], *, debug: bool) -> Any:
    from typer import Abort, BadParameter

    from roadeye.cli.app import build
    from roadeye.cli.hints import worded
    from roadeye.cli.terminal import say

    # Typer brings its own copy of click in newer versions: take the error classes that it raises.
    usage_error: Any = BadParameter.__bases__[0]
    try:
        return build(given)(args=given, standalone_mode=False)
    except RoadeyeError as error:
        if debug:
            raise
        say(worded(error, given[0] if given else ""))
    except OSError as error:  # where no one place knows better, such as a folder that is closed
        if debug:
            raise
        named = f"{error.filename}: " if error.filename else ""
        say(f"{named}{error.strerror or error}")
    except MemoryError:
        if debug:
            raise
        say("out of memory; close other programs, or give smaller inputs.")
    except usage_error as error:
        error.show()
    except Abort:
        say("interrupted")
        return _INTERRUPTED
    return 2


def _prepare_streams(*, quiet: bool) -> None:
    """Make both streams usable, and let native libraries be silent in a process of our own.

    LiteRT, FFmpeg and CUDA write straight to file descriptor 2, where no Python setting reaches:
    it leads nowhere while Python's own stderr keeps the terminal.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
            quiet = quiet and name != "stderr"
    if isinstance(sys.stdout, TextIOWrapper):  # names of files may be no text: escape them
        sys.stdout.reconfigure(errors="backslashreplace")
    if quiet and isinstance(sys.stderr, TextIOWrapper):
        kept = os.dup(2)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
        sys.stderr = os.fdopen(kept, "w", encoding=sys.stderr.encoding, errors="backslashreplace")


def _close_stdout() -> None:
    """Let the interpreter's last flush of stdout go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
