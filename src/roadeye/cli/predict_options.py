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

Overwrite: TypeAlias = Annotated[
    bool, typer.Option("--overwrite", help="Replace outputs that exist.")
]

SkipExisting: TypeAlias = Annotated[
    bool, typer.Option("--skip-existing", help="Skip inputs whose outputs exist.")
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

Crop: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="TOP,BOTTOM",
        help="Use only these rows; a negative number counts from below: 150,-100. The mask keeps full size.",
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
        help="Some of overlay, mask, prob, side, polygons, rle, mask-png, with commas.",
        show_default="overlay,mask,prob of a picture, overlay of a video",
    ),
]
