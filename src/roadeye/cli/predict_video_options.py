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
        help="Frames per second, of pictures or raw frames.",
        show_default="10",
    ),
]

Start: TypeAlias = Annotated[
    float | None,
    typer.Option(metavar="SECONDS", min=0, help="Where to start in a video.", show_default="0"),
]

End: TypeAlias = Annotated[
    float | None,
    typer.Option(
        metavar="SECONDS", min=0, help="Where to stop in a video.", show_default="its end"
    ),
]

EveryOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--every", metavar="STEP", help="Take each 10th frame (10), or one a second (1s)."
    ),
]

Smooth: TypeAlias = Annotated[
    Smoothing,
    typer.Option(help="Steady the masks of a video: along its motion (flow), or by a mean."),
]

Topic: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Which camera of a ROS bag.", show_default="its only one"),
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
        metavar="SECONDS", min=0.1, max=3600, help="Give up on a stream that is silent for so long."
    ),
]

Crf: TypeAlias = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        min=0,
        max=51,
        help="Quality of films in MP4: 0 (best) to 51.",
        show_default="21",
    ),
]

Show: TypeAlias = Annotated[
    bool, typer.Option("--show", help="Show the frames of videos in a window as they are done.")
]

Calibration: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--calib",
        metavar="FILE",
        help="With polygons: the camera, for metres; a KITTI calib file or a pinhole's .toml.",
    ),
]
