"""One call of `roadeye predict`: from its options to the pipeline and what is printed."""

import warnings
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from roadeye.cli.licence import tell_licence
from roadeye.cli.predict_events import Printer
from roadeye.cli.predict_inputs import find_inputs, given_for_videos, require_video
from roadeye.cli.signals import finishing_first
from roadeye.cli.terminal import say
from roadeye.inference.crop import parse_rows
from roadeye.inference.jobs import Existing, SourceKind, plan_jobs
from roadeye.inference.outputs import parse_kinds
from roadeye.inference.pipeline import PipelineSettings, run_jobs
from roadeye.inference.segmenter import open_segmenter
from roadeye.inference.smoothing_kind import Smoothing
from roadeye.io.atomic import clear_leftovers
from roadeye.io.limits import MAX_PIXELS
from roadeye.io.outputs import make_folder
from roadeye.io.sources.source import SourceOptions
from roadeye.io.taken import DEFAULT_FPS, EACH, TimeRange, parse_every
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
    every: str | None = None
    smooth: Smoothing = Smoothing.OFF
    topic: str | None = None
    raw: str | None = None
    timeout: float = 10.0
    jobs: int | None = None
    on: str | None = None
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
    if call.jobs is not None or call.on is not None:
        from roadeye.cli.predict_bulk import run_bulk

        return run_bulk(call)
    kinds = None if call.save is None else parse_kinds(call.save)
    rows = None if call.crop is None else parse_rows(call.crop)
    settings = settings_of(call)
    options = SourceOptions(call.topic, call.raw, call.timeout)
    inputs = find_inputs(call.sources, options, recursive=call.recursive)
    jobs = plan_jobs(inputs.found, " ".join(call.sources), call.out, kinds, call.existing)
    unit = "pictures" if all(job.kind is SourceKind.PICTURE for job in jobs) else None
    printer = Printer(len(jobs), unit, as_json=call.as_json, verbose=call.verbose)
    with closing(printer):
        for source, error in inputs.missing:
            printer.fail(source, error)
        if jobs:
            require_video(jobs, given_for_videos(call), fps=call.fps is not None)
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
                for kept in clear_leftovers(folder):
                    say(
                        f"{kept} is what a call that was killed left; it plays up to its last second."
                    )
            make_folder(Path(call.out) if len(jobs[0].paths) != 1 else jobs[0].paths[0].parent)
            with finishing_first() as signalled:
                for event in run_jobs(segmenter, jobs, settings, lambda: signalled() > 0):
                    printer.event(event)
                return printer.finish(signalled())
        return printer.finish(0)


def settings_of(call: Call) -> PipelineSettings:
    """Return what is taken of the inputs.

    Raises:
        InputError: An option is malformed, or they leave nothing.
    """
    return PipelineSettings(
        TimeRange(call.start or 0.0, call.end),
        DEFAULT_FPS if call.fps is None else Fraction(call.fps).limit_denominator(1000),
        call.max_pixels,
        EACH if call.every is None else parse_every(call.every),
        call.smooth,
    )
