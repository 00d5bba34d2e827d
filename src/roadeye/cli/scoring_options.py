"""Options that the commands which score a model share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from roadeye.inference.smoothing_kind import Smoothing


class ViewName(StrEnum):
    """Names of the views."""

    IMAGE = "image"
    BEV = "bev"


class LabelKind(StrEnum):
    """What labels mark."""

    ROAD = "road"
    LANE = "lane"


Data: TypeAlias = Annotated[
    Path, typer.Argument(metavar="DATA", help="Folder of a labelled data set.")
]
Split: TypeAlias = Annotated[
    str,
    typer.Option(
        metavar="SPLIT",
        help="train, val, test, all, by-sequence or random10 (by-sequence:train and random10:train are "
        "the rest), a JSON file of names, or FILE.json:KEY for one of its lists.",
    ),
]
ViewOption: TypeAlias = Annotated[
    ViewName,
    typer.Option(
        metavar="|".join(ViewName), help="Score in the camera's view or in the bird's-eye view."
    ),
]
Crop: TypeAlias = Annotated[
    str | None, typer.Option(metavar="TOP,BOTTOM", help="Use only the rows from TOP to BOTTOM.")
]
Jobs: TypeAlias = Annotated[
    int, typer.Option(min=0, metavar="N", help="Pictures to read at once; 0 uses all cores.")
]
Seed: TypeAlias = Annotated[
    int, typer.Option(min=0, metavar="N", help="Seed of the confidence intervals.")
]
ReportFolder: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--report", metavar="DIR", help="Also write the result as one page, DIR/index.html."
    ),
]
IncludeTrained: TypeAlias = Annotated[
    bool,
    typer.Option("--include-trained", metavar="", help="Also use pictures that trained the model."),
]
Verbose: TypeAlias = Annotated[
    bool, typer.Option("--verbose", metavar="", help="Name every picture that could not be scored.")
]
AsJson: TypeAlias = Annotated[
    bool, typer.Option("--json", metavar="", help="Print one JSON object.")
]
LabelKindOption: TypeAlias = Annotated[
    LabelKind,
    typer.Option(
        "--type", metavar="|".join(LabelKind), help="Score KITTI's road labels or its lane labels."
    ),
]
Predictions: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="Score saved 8-bit probability maps instead of a model: um_road_000003.png, …, or "
        "*_prob.png.",
    ),
]
Threshold: TypeAlias = Annotated[
    float | None,
    typer.Option(
        min=0.0,
        max=1.0,
        metavar="P",
        help="Road where the probability is at least this (default: the model's; 0.5 for maps).",
    ),
]
Edges: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--edges",
        metavar="",
        help="With --predictions: also give the ECE within 5 pixels of road edges.",
    ),
]
RobustnessFolder: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR", help="With --report: include the results of `roadeye robustness` in DIR."
    ),
]
TemporalOption: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--temporal",
        metavar="",
        help="Treat the pictures as a video and measure flicker, IoU and lag.",
    ),
]
Smooth: TypeAlias = Annotated[
    Smoothing | None,
    typer.Option(
        metavar="|".join(Smoothing),
        help="With --temporal: how to steady the masks.",
        show_default="flow",
    ),
]
