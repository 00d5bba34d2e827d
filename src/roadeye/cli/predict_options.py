"""Options of `roadeye predict` that say what is taken of the inputs, and how many at a time."""

from typing import Annotated, TypeAlias

import typer

MaxMegapixels: TypeAlias = Annotated[
    float,
    typer.Option(
        metavar="MP", min=0.000001, max=1e6, help="Larger inputs are refused before decoding."
    ),
]

Fps: TypeAlias = Annotated[
    float | None,
    typer.Option(metavar="N", min=0.01, max=1000, help="Pictures a second.", show_default="10"),
]

Start: TypeAlias = Annotated[
    float | None,
    typer.Option(metavar="SECONDS", min=0, help="Begin of a video.", show_default="0"),
]

End: TypeAlias = Annotated[
    float | None,
    typer.Option(metavar="SECONDS", min=0, help="End of a video.", show_default="its end"),
]

Jobs: TypeAlias = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        min=1,
        max=1024,
        help="N processes of one thread each; OUT keeps a manifest, and a rerun resumes.",
        show_default="one process",
    ),
]

RetryFailed: TypeAlias = Annotated[
    bool, typer.Option("--retry-failed", help="With --jobs: try inputs that failed again.")
]
