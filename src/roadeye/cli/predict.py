"""`roadeye predict`: masks, overlays and probability maps of pictures, films of drives."""

from typing import Annotated

import typer

_DEFAULT_OUT = "roadeye_out"


def predict(  # noqa: PLR0917  the options are what there is to choose
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...",
            help="Pictures, folders of pictures, quoted patterns such as 'drive/*.jpg', videos.",
        ),
    ],
    out: Annotated[
        str,
        typer.Option(
            "--out",
            "-o",
            help="Folder for the outputs, or a film: X.mp4, X.gif, X.webp (the latter two at "
            "most 640 pixels a side).",
        ),
    ] = _DEFAULT_OUT,
    model: Annotated[
        str, typer.Option(help="Model file; `roadeye` is the one in the package.")
    ] = "roadeye",
    head: Annotated[
        str | None,
        typer.Option(
            metavar="HEAD",
            help="Of a model with several heads: road, or drivable.",
            show_default="the first",
        ),
    ] = None,
    crop: Annotated[
        str | None,
        typer.Option(
            metavar="TOP,BOTTOM",
            help="Rows to look at, negative ones from below: 150,-100. The mask keeps full size.",
        ),
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option(
            min=0, max=1, help="Road where the probability is at least this.", show_default="model"
        ),
    ] = None,
    threads: Annotated[int, typer.Option(min=1, help="CPU threads.")] = 2,
    save: Annotated[
        str, typer.Option(help="What to write for each picture: some of overlay, mask, prob.")
    ] = "overlay,mask,prob",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object: results and failed inputs.")
    ] = False,
    max_megapixels: Annotated[
        float,
        typer.Option(min=0.000001, max=1e6, help="Larger pictures are refused before decoding."),
    ] = 100,
    fps: Annotated[
        float | None,
        typer.Option(
            min=0.01, max=1000, help="Film of pictures: pictures a second.", show_default="10"
        ),
    ] = None,
    start: Annotated[
        float | None, typer.Option(min=0, help="Film: begin at this second.", show_default="0")
    ] = None,
    end: Annotated[
        float | None, typer.Option(min=0, help="Film: end at this second.", show_default="end")
    ] = None,
) -> None:
    """Find the road in pictures and videos.

    Writes NAME_overlay.jpg, NAME_mask.png (255 is road) and NAME_prob.png
    (255 is certain) for each picture, and NAME.mp4 for a video; or one film
    of the overlay, where -o ends in .mp4, .gif or .webp. Of an odd width or
    height, an .mp4 doubles the last column or row.
    """
    from roadeye.cli.predict_call import Call, run

    call = Call(
        sources=tuple(sources),
        out=out,
        model=model,
        head=head,
        crop=crop,
        threshold=threshold,
        threads=threads,
        save=save,
        max_pixels=round(max_megapixels * 1e6),
        fps=fps,
        start=start,
        end=end,
    )
    outcome = run(call)
    outcome.show(as_json)
    raise typer.Exit(outcome.exit_code())
