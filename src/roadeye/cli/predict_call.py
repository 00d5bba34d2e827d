"""One call of `roadeye predict`: from its options to the pipeline and what is printed."""

import warnings
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from roadeye.cli.licence import tell_licence
from roadeye.cli.predict_events import Printer
from roadeye.cli.signals import finishing_first
from roadeye.cli.terminal import say
from roadeye.errors import InputError
from roadeye.inference.crop import parse_rows
from roadeye.inference.jobs import Existing, Job, SourceKind, plan_jobs
from roadeye.inference.outputs import parse_kinds
from roadeye.inference.pipeline import DEFAULT_FPS, PipelineSettings, run_jobs
from roadeye.inference.segmenter import open_segmenter
from roadeye.io.atomic import clear_leftovers
from roadeye.io.find import FoundFile, each_once, find
from roadeye.io.frames import TimeRange
from roadeye.io.limits import MAX_PIXELS
from roadeye.io.outputs import make_folder
from roadeye.model.engine import BUNDLED, CPU


@dataclass(frozen=True)
class Call:
    """Hold the options as they were given; see `roadeye predict --help`."""

    sources: tuple[str, ...]
    out: str
    model: str = BUNDLED
    head: str | None = None
    crop: str | None = None
    threshold: float | None = None
    threads: int = 2
    device: str = CPU
    save: str | None = None
    recursive: bool = False
    existing: Existing = Existing.REFUSE
    max_pixels: int = MAX_PIXELS
    fps: float | None = None
    start: float | None = None
    end: float | None = None
    jobs: int | None = None
    retry_failed: bool = False
    as_json: bool = False
    verbose: bool = False


def run(call: Call) -> int:
    """Do what the call asks for, print it, and return the exit code.

    Raises:
        RoadeyeError: The request makes no sense; nothing was written.
    """
    # Pillow warns of odd metadata in pictures that it reads well.
    warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
    if call.jobs is not None:
        from roadeye.cli.predict_bulk import run_bulk

        return run_bulk(call)
    kinds = None if call.save is None else parse_kinds(call.save)
    rows = None if call.crop is None else parse_rows(call.crop)
    span = TimeRange(call.start or 0.0, call.end)
    files, missing = _found(call)
    jobs = plan_jobs(files, " ".join(call.sources), call.out, kinds, call.existing)
    unit = "pictures" if all(job.kind is SourceKind.PICTURE for job in jobs) else None
    printer = Printer(len(jobs), unit, as_json=call.as_json, verbose=call.verbose)
    with closing(printer):
        for source, error in missing:
            printer.fail(source, error)
        if jobs:
            _check_video_options(call, jobs)
            segmenter = open_segmenter(
                call.model,
                call.threads,
                head=call.head,
                threshold=call.threshold,
                rows=rows,
                device=call.device,
            )
            tell_licence(segmenter.spec.name, segmenter.spec.licence)
            printer.licence = segmenter.spec.licence
            for folder in {path.parent for job in jobs for path in job.paths}:
                clear_leftovers(folder)
            make_folder(Path(call.out) if len(jobs[0].paths) != 1 else jobs[0].paths[0].parent)
            fps = DEFAULT_FPS if call.fps is None else Fraction(call.fps).limit_denominator(1000)
            settings = PipelineSettings(span, fps, call.max_pixels)
            with finishing_first() as signalled:
                for event in run_jobs(segmenter, jobs, settings, lambda: signalled() > 0):
                    printer.event(event)
                return printer.finish(signalled())
        return printer.finish(0)


def _found(call: Call) -> tuple[list[FoundFile], list[tuple[str, InputError]]]:
    """Find the inputs of all sources; say what was left out of folders."""
    files: list[FoundFile] = []
    missing: list[tuple[str, InputError]] = []
    left_out: Counter[str] = Counter()
    for source in call.sources:
        try:
            search = find(source, recursive=call.recursive)
        except InputError as error:
            missing.append((source, error))
            continue
        files += search.files
        left_out.update(search.left_out)
    if left_out and files:
        say("left out: " + "; ".join(f"{count} {reason}" for reason, count in left_out.items()))
    return each_once(files), missing


def _check_video_options(call: Call, jobs: list[Job]) -> None:
    kinds = {job.kind for job in jobs}
    given = (call.fps, call.start, call.end) != (None, None, None)
    if given and kinds == {SourceKind.PICTURE}:
        raise InputError(
            "--fps, --start and --end are for videos: give a video, or end -o in .mp4, .gif or "
            ".webp."
        )
    if call.fps is not None and SourceKind.VIDEO in kinds:
        raise InputError("--fps is for a video of pictures; a video's frames have their own times.")
