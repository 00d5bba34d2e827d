"""Options of `roadeye predict` for videos and what else moves."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from roadeye.inference.smoothing_kind import Smoothing

Fps: TypeAlias = Annotated[
    float | None,
    typer.Option(
        metavar="N",
        min=0.01,
        max=1000,
        help="Frame rate of a video made from pictures, or of raw frames.",
        show_default="10",
    ),
]

Start: TypeAlias = Annotated[
    float | None,
    typer.Option(metavar="SECONDS", min=0, help="Where to start in videos.", show_default="0"),
]

End: TypeAlias = Annotated[
    float | None,
    typer.Option(metavar="SECONDS", min=0, help="Where to stop in videos.", show_default="its end"),
]

EveryOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--every",
        metavar="STEP",
        help="Take only some frames: 10 takes every 10th, 1s takes one a second.",
    ),
]

Smooth: TypeAlias = Annotated[
    Smoothing,
    typer.Option(
        metavar="|".join(Smoothing),
        help="Steady the masks of a video: along its motion, or by a mean over frames.",
    ),
]

Topic: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", help="Camera topic of a ROS bag or MCAP file.", show_default="its only one"
    ),
]

RawSize: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--raw",
        metavar="HEIGHTxWIDTH",
        help="Standard input holds raw frames of this size: 720x1280, or 720x1280:yuv420p.",
        show_default="rgb24",
    ),
]

Timeout: TypeAlias = Annotated[
    float,
    typer.Option(
        metavar="SECONDS",
        min=0.1,
        max=3600,
        help="Give up on a stream that is silent for this long.",
    ),
]

Crf: TypeAlias = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        min=0,
        max=51,
        help="Quality of MP4 videos: 0 (best) to 51.",
        show_default="21",
    ),
]

Show: TypeAlias = Annotated[
    bool, typer.Option("--show", help="Show the overlay of a video in a window while it is made.")
]

Calibration: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--calib",
        metavar="FILE",
        help="Camera calibration, to add metres to polygons: a KITTI file, or a .toml file of a pinhole "
        "camera.",
    ),
]
