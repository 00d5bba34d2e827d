"""`roadeye submit`."""

from pathlib import Path
from typing import Annotated

import typer

from roadeye.cli.options import Model, Threads
from roadeye.cli.scoring_options import AsJson
from roadeye.cli.terminal import print_json, say, show
from roadeye.errors import InputError


def submit(  # noqa: PLR0917  the options are what there is to choose
    data: Annotated[
        Path | None,
        typer.Argument(metavar="DATA", help="The KITTI Road data set, with its folder `testing`."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="FILE.zip", help="The submission to write."),
    ] = None,
    model: Model = "roadeye",
    partial: Annotated[
        bool,
        typer.Option(
            "--partial",
            metavar="",
            help="Write an incomplete file too; KITTI's server refuses it.",
        ),
    ] = False,
    check: Annotated[
        Path | None,
        typer.Option(
            "--check", metavar="FILE.zip", help="Check this submission instead of making one."
        ),
    ] = None,
    threads: Threads = 2,
    verbose: Annotated[
        bool, typer.Option("--verbose", metavar="", help="Name every problem that --check finds.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make or check a KITTI Road submission.

    A submission is one zip file of 290 bird's-eye maps. If a map cannot be made, no file is
    written, and the message names what is missing.
    """
    if check is not None:
        if data is not None or out is not None:
            raise InputError("submit --check FILE.zip takes neither DATA nor -o.")
        _check(check, verbose=verbose, as_json=as_json)
        return
    if data is None or out is None:
        raise InputError(
            "submit needs DATA and -o FILE.zip, such as `roadeye submit data_road -o road.zip`; "
            "or --check FILE.zip."
        )
    if out.suffix.lower() != ".zip":
        raise InputError(f"{out}: a submission is a .zip file; give such a name with -o.")
    _make(data, out, model, threads, partial=partial, as_json=as_json)


def _make(data: Path, out: Path, model: str, threads: int, *, partial: bool, as_json: bool) -> None:
    from roadeye.cli.licence import tell_licence
    from roadeye.cli.progress import progress
    from roadeye.evaluation.submission.make import make
    from roadeye.evaluation.submission.names import picture_names
    from roadeye.evaluation.submission.plan import plan, require_complete, summary
    from roadeye.heads import DRIVABLE
    from roadeye.inference.segmenter import open_segmenter

    planned = plan(data)
    if not partial:
        require_complete(planned)
    segmenter = open_segmenter(model, threads, DRIVABLE)
    tell_licence(segmenter.spec.name, segmenter.spec.licence)
    with progress("submit", len(planned.jobs), "maps") as told:
        left_out = make(
            planned, segmenter.probability, out, lambda: told.advance(1), partial=partial
        )
    missing = planned.missing + left_out
    made, total = len(planned.jobs) - len(left_out), len(picture_names())
    size = out.stat().st_size
    if as_json:
        names = [one.name for one in missing]
        told_json = {"output": str(out), "maps": made, "of": total, "bytes": size, "failed": names}
        told_json["licence"] = segmenter.spec.licence
        print_json(told_json)
    else:
        show(f"{out}: {made} of {total} maps, {size / 1e6:.1f} MB")
    if missing:
        say(f"not complete: {summary(missing)}")
        raise typer.Exit(1)


def _check(path: Path, *, verbose: bool, as_json: bool) -> None:
    from roadeye.evaluation.submission.check import check
    from roadeye.problems import NAMED

    problems = check(path)
    shown = problems if verbose else problems[:NAMED]
    for problem in shown:
        say(f"{path}: {problem}")
    if len(problems) > len(shown):
        more = len(problems) - len(shown)
        say(f"{path}: {more} more problems (--verbose names all)")
    if as_json:
        print_json({"source": str(path), "problems": problems})
    elif not problems:
        show(f"{path}: complete, 290 maps of 400x800")
    if problems:
        raise typer.Exit(1)
