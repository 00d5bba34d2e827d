"""Help without the names of Python's types, and without what Typer loads to convert values."""

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup

_TYPE = re.compile(r" <[^<>]*>$")  # "DATA <path>"


class PlainCommand(TyperCommand):
    """Name an argument by its metavar alone."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, then the options."""
        for kind in ("argument", "option"):
            params = [param for param in self.get_params(ctx) if param.param_type_name == kind]
            rows = [row for param in params if (row := param.get_help_record(ctx)) is not None]
            if rows:
                with formatter.section(f"{kind.capitalize()}s"):
                    formatter.write_dl([(_TYPE.sub("", name), text) for name, text in rows])


class PlainGroup(TyperGroup):
    """Name a command of the group without loading pydantic."""

    def get_help_option(self, ctx: Any) -> Any:
        """Return the group's `--help`, False where it is not given: Typer would convert None."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.default = False
        return option
