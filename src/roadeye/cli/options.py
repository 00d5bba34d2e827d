"""Options that several commands share."""

from typing import Annotated, TypeAlias

import typer

ScoredHead: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--head",
        metavar="HEAD",
        help="Of a model with several heads: road or drivable.",
        show_default="what the data set's labels mean",
    ),
]
"""The head that labels are compared with."""
