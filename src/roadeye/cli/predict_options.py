"""Options of `roadeye predict` that say what is taken of the inputs, and how many at a time."""

from typing import Annotated, TypeAlias

import typer

from roadeye.inference.smoothing_kind import Smoothing

MaxMegapixels: TypeAlias = Annotated[
    float,
    typer.Option(
        metavar="MP", min=0.000001, max=1e6, help="Larger inputs are refused before decoding."
    ),
]

Fps: TypeAlias = Annotated[
    float | None,
    typer.Option(
        metavar="N",
        min=0.01,
        max=1000,
        help="Pictures, or raw frames, a second.",
        show_default="10",
    ),
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

On: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="WHERE",
        help="Like --jobs, with Ray: ray is this machine, ray://HOST or HOST:PORT a cluster.",
    ),
]

RetryFailed: TypeAlias = Annotated[
    bool, typer.Option("--retry-failed", help="With --jobs: try inputs that failed again.")
]

Sources: TypeAlias = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE",
        help="Pictures, videos, folders of them, quoted patterns such as 'drive/*.jpg'; a camera's "
        "number; rtsp:// and http:// addresses; - for standard input; ROS bags and MCAP files; with --jobs s3://….",
    ),
]

EveryOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--every", metavar="STEP", help="Take each 10th frame (10), or one a second (1s)."
    ),
]

Smooth: TypeAlias = Annotated[
    Smoothing, typer.Option(help="Steady the masks of a video along its motion, or by a mean.")
]

Topic: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Camera of a ROS bag.", show_default="its only one"),
]

RawSize: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--raw",
        metavar="HEIGHTxWIDTH",
        help="Standard input is frames without a header: 720x1280, 720x1280:yuv420p.",
        show_default="rgb24",
    ),
]

Timeout: TypeAlias = Annotated[
    float,
    typer.Option(
        metavar="SECONDS", min=0.1, max=3600, help="Silence after which a stream is lost."
    ),
]

Crop: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="TOP,BOTTOM",
        help="Rows to look at, negative ones from below: 150,-100. The mask keeps full size.",
    ),
]

Threshold: TypeAlias = Annotated[
    float | None,
    typer.Option(
        metavar="P", help="Road where the probability is at least this.", show_default="model's"
    ),
]
