"""Options of `roadeye predict` that say what is read and written, and how many at a time."""

from typing import Annotated, TypeAlias

import typer

MaxMegapixels: TypeAlias = Annotated[
    float,
    typer.Option(metavar="MP", min=0.000001, max=1e6, help="Refuse larger inputs before decoding."),
]

Jobs: TypeAlias = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        min=1,
        max=1024,
        help="Use N processes of one thread each. OUT keeps a manifest, so a rerun resumes.",
        show_default="one process",
    ),
]

Overwrite: TypeAlias = Annotated[
    bool, typer.Option("--overwrite", help="Replace outputs that exist.")
]

SkipExisting: TypeAlias = Annotated[
    bool, typer.Option("--skip-existing", help="Skip inputs whose outputs exist.")
]

RetryFailed: TypeAlias = Annotated[
    bool, typer.Option("--retry-failed", help="With --jobs: try failed inputs again.")
]

Sources: TypeAlias = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE",
        help="Pictures, videos, folders, or quoted patterns such as 'drive/*.jpg'. Also a camera's "
        "number, rtsp:// and http:// addresses, - for standard input, ROS bags and MCAP files. With "
        "--jobs also s3://….",
    ),
]

Crop: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="TOP,BOTTOM",
        help="Use only the rows from TOP to BOTTOM, such as 150,-100; a negative number counts from "
        "below. The mask keeps its full size.",
    ),
]

Threshold: TypeAlias = Annotated[
    float | None,
    typer.Option(
        metavar="P", help="Road where the probability is at least this.", show_default="model's"
    ),
]

Out: TypeAlias = Annotated[
    str,
    typer.Option("--out", "-o", metavar="OUT", help="Folder, or one video: X.mp4, X.gif, X.webp."),
]

HeadName: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="HEAD", help="road or drivable.", show_default="the first"),
]

Save: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="KINDS",
        help="What to write, separated by commas: overlay, mask, prob, side, polygons, rle, mask-png.",
        show_default="pictures: overlay,mask,prob; videos: overlay",
    ),
]
