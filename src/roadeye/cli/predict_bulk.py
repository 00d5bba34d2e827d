"""`roadeye predict --jobs N` or `--on ray`: many inputs, a manifest in OUT, and what a rerun skips."""

from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from roadeye.batch.inputs import Listing, list_inputs
from roadeye.batch.job import BatchJob, open_job
from roadeye.batch.plan import Rerun
from roadeye.batch.run import run_batch
from roadeye.batch.table import write_results
from roadeye.batch.task import BatchSettings, Execute
from roadeye.cli.extras import require
from roadeye.cli.licence import tell_licence
from roadeye.cli.on_ray import actors_on
from roadeye.cli.predict_events import Printer
from roadeye.cli.predict_inputs import given_for_videos, no_video
from roadeye.cli.predict_workers import opener, pool
from roadeye.cli.signals import finishing_first
from roadeye.cli.terminal import say
from roadeye.errors import InputError, MissingExtraError
from roadeye.inference.outputs.kinds import OutputKind, parse_kinds

if TYPE_CHECKING:
    from roadeye.cli.predict_settings import Call


def run_bulk(call: "Call") -> int:
    """Do what the call asks for in worker processes or with Ray, print it, and return the exit code.

    Raises:
        RoadeyeError: The request makes no sense, or OUT belongs to another job.
    """
    settings = _settings(call)
    actors = None if call.on is None else actors_on(call.on, call.jobs, verbose=call.verbose)
    opens = opener(call)
    listing = list_inputs(call.sources, call.out, recursive=call.recursive)
    if listing.left_out and listing.inputs:
        left_out = (f"{count} {reason}" for reason, count in listing.left_out.items())
        say("left out: " + "; ".join(left_out))
    given = given_for_videos(call)
    if given and listing.inputs and not any(one.is_video for one in listing.inputs):
        raise no_video(given, "no SOURCE holds one")
    if not listing.inputs:
        return _printed(call, listing, None, None)
    rerun = Rerun(call.existing, call.retry_failed)
    with open_job(listing.inputs, opens, call.model, settings, rerun) as job:
        tell_licence(job.spec.name, job.spec.licence)
        return _printed(call, listing, job, pool(call, opens, settings, actors))


def _settings(call: "Call") -> BatchSettings:
    if Path(call.out).suffix.lower() in {".mp4", ".gif", ".webp"}:
        raise InputError(f"{call.out} is one video; give a folder for many inputs.")
    for name, value in (
        ("--crf", call.crf),
        ("--calib", call.calib),
        ("--show", call.show or None),
    ):
        if value is not None:
            raise InputError(f"{name} works in one process only; leave out --jobs and --on.")
    if call.fps is not None:
        raise InputError("--fps is for one video made from pictures; leave out --jobs and --on.")
    kinds = None if call.save is None else parse_kinds(call.save)
    if OutputKind.RLE in (kinds or ()):
        require("pyarrow", "--save rle", "table")
    from roadeye.cli.predict_settings import settings_of

    return BatchSettings(call.out, kinds, settings_of(call))


def _printed(
    call: "Call",
    listing: Listing,
    job: BatchJob | None,
    execute: Execute | None,
) -> int:
    """Do the job, if there is one, and print what happens."""
    total = 0 if job is None else len(job.plan.todo)
    printer = Printer(total, "inputs", as_json=call.as_json, verbose=call.verbose)
    printer.licence = None if job is None else job.spec.licence
    with closing(printer):
        for source, error in listing.missing:
            printer.fail(source, error)
        if job is None or execute is None:
            return printer.finish(0)
        printer.skipped += job.plan.done
        printer.failed += job.plan.failed
        if job.plan.failed:
            say(f"inputs that failed before: {job.plan.failed}; --retry-failed tries them again.")
        with finishing_first() as signalled:
            events = run_batch(
                execute, job.plan.todo, job.manifest, job.digest, lambda: signalled() > 0
            )
            for event in events:
                printer.event(event)
            if not signalled():
                _write_table(job)
            return printer.finish(signalled())


def _write_table(job: BatchJob) -> None:
    if find_spec("pyarrow") is None:
        say(f"the manifest is there, but {MissingExtraError('results.parquet', 'table')}")
    else:
        write_results(job.manifest, job.place)
