"""One call of `roadeye predict`: from its options to the pipeline and what is printed."""

import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from roadeye.cli.licence import tell_licence
from roadeye.cli.predict_events import Printer
from roadeye.cli.predict_inputs import find_inputs, require_results, require_video
from roadeye.cli.predict_settings import Call, settings_of
from roadeye.cli.signals import finishing_first
from roadeye.cli.terminal import say
from roadeye.cli.window import Window, open_window
from roadeye.inference.crop import parse_rows
from roadeye.inference.events import Advanced
from roadeye.inference.jobs import SourceKind, plan_jobs
from roadeye.inference.outputs.kinds import parse_kinds
from roadeye.inference.pipeline import run_jobs
from roadeye.inference.segmenter import open_segmenter
from roadeye.io.atomic import clear_leftovers
from roadeye.io.outputs import make_folder
from roadeye.io.sources.source import SourceOptions


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
            require_video(jobs, call)
            require_results(jobs, call)
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
                    say(f"{kept} holds what a killed call had written.")
            make_folder(Path(call.out) if len(jobs[0].paths) != 1 else jobs[0].paths[0].parent)
            with finishing_first() as signalled, _window(call) as window:

                def stopped() -> bool:
                    return signalled() > 0 or (window is not None and window.closed)

                for event in run_jobs(segmenter, jobs, settings, stopped):
                    printer.event(event)
                    if window is not None and isinstance(event, Advanced):
                        window.show(event)
                return printer.finish(signalled())
        return printer.finish(0)


@contextmanager
def _window(call: Call) -> Iterator[Window | None]:
    window = open_window() if call.show else None
    try:
        yield window
    finally:
        if window is not None:
            window.close()
