"""Options that several commands share."""

from typing import Annotated, TypeAlias

import typer

ScoredMeaning: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--meaning",
        metavar="M",
        help="Of a model with several outputs: all or reachable.",
        show_default="what the data set's labels mean",
    ),
]
"""The output that labels are compared with."""
