"""`roadeye predict`: masks, overlays and probability maps of pictures and videos."""

from typing import Annotated

import typer

from roadeye.cli.options import Device, Model, On, Recursive, Threads
from roadeye.cli.predict_options import (
    Crop,
    HeadName,
    Jobs,
    MaxMegapixels,
    Out,
    Overwrite,
    RetryFailed,
    Save,
    SkipExisting,
    Sources,
    Threshold,
)
from roadeye.cli.predict_video_options import (
    Calibration,
    Crf,
    End,
    EveryOption,
    Fps,
    RawSize,
    Show,
    Smooth,
    Start,
    Timeout,
    Topic,
)
from roadeye.inference.smoothing_kind import Smoothing


def predict(  # noqa: PLR0917  the options are what there is to choose
    sources: Sources,
    out: Out = "roadeye_out",
    model: Model = "roadeye",
    head: HeadName = None,
    crop: Crop = None,
    threshold: Threshold = None,
    threads: Threads = 2,
    device: Device = "cpu",
    save: Save = None,
    recursive: Recursive = False,
    overwrite: Overwrite = False,
    skip_existing: SkipExisting = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object per line, as results come.")
    ] = False,
    max_megapixels: MaxMegapixels = 100,
    fps: Fps = None,
    start: Start = None,
    end: End = None,
    every: EveryOption = None,
    smooth: Smooth = Smoothing.OFF,
    crf: Crf = None,
    calib: Calibration = None,
    show: Show = False,
    topic: Topic = None,
    raw: RawSize = None,
    timeout: Timeout = 10,
    jobs: Jobs = None,
    on: On = None,
    retry_failed: RetryFailed = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Name every problem.")] = False,
) -> None:
    """Find the road in pictures, videos, cameras and streams.

    --save chooses what is written. A picture NAME can give NAME_overlay.jpg,
    NAME_mask.png (255 is road), NAME_prob.png (255 is certain), NAME_side.jpg,
    NAME_polygons.json and NAME_rle.json. A video can give NAME.mp4 (the
    overlay, with audio), NAME_mask.mkv, NAME_prob.mkv, NAME_side.mp4,
    NAME_polygons.jsonl and NAME_rle.jsonl (a line for each frame), and the
    folder NAME_mask. Outputs mirror the folders below a SOURCE. Ctrl-C ends a
    live SOURCE, and the video plays.
    """
    from roadeye.cli.predict_call import run
    from roadeye.cli.predict_settings import Call
    from roadeye.inference.jobs import Existing

    if overwrite and skip_existing:
        raise typer.BadParameter("--overwrite and --skip-existing exclude each other.")
    existing = Existing.SKIP if skip_existing else Existing.REFUSE
    call = Call(
        sources=tuple(sources),
        out=out,
        model=model,
        head=head,
        crop=crop,
        threshold=threshold,
        threads=threads,
        device=device,
        save=save,
        recursive=recursive,
        existing=Existing.OVERWRITE if overwrite else existing,
        max_pixels=round(max_megapixels * 1e6),
        fps=fps,
        start=start,
        end=end,
        every=every,
        smooth=smooth,
        crf=crf,
        calib=calib,
        show=show,
        topic=topic,
        raw=raw,
        timeout=timeout,
        jobs=jobs,
        on=on,
        retry_failed=retry_failed,
        as_json=as_json,
        verbose=verbose,
    )
    raise typer.Exit(run(call))
