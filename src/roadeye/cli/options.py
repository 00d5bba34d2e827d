"""Options that several commands share."""

from typing import Annotated, TypeAlias

import typer

ScoredHead: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--head",
        metavar="HEAD",
        help="Head of the model: road or drivable.",
        show_default="what the data set's labels mean",
    ),
]
"""The head that labels are compared with."""

Model: TypeAlias = Annotated[
    str,
    typer.Option(
        metavar="MODEL",
        help="roadeye, roadeye-open, a model file, or the folder of a training run.",
    ),
]
"""The model to use."""

Device: TypeAlias = Annotated[
    str,
    typer.Option(
        metavar="NAME", help="Where the network runs: cpu, or another device of its engine."
    ),
]
"""What the network runs on."""

Threads: TypeAlias = Annotated[int, typer.Option(metavar="N", min=1, help="CPU threads.")]
"""How many CPU threads the network may use."""

Recursive: TypeAlias = Annotated[
    bool, typer.Option("--recursive", "-r", help="Also search subfolders.")
]
"""Whether folders are searched to the bottom."""

On: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="WHERE",
        help="Work with Ray: ray is this machine; ray://HOST or HOST:PORT is a cluster.",
    ),
]
"""Where Ray does the work, in one process for each core."""
