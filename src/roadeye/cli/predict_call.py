"""One call of `roadeye predict`, from its checked options to its outcome."""

import warnings
from dataclasses import dataclass
from fractions import Fraction

from roadeye.cli.predict_film import FilmOptions, predict_film
from roadeye.cli.predict_pictures import predict_pictures
from roadeye.cli.predict_plan import Plan, plan
from roadeye.cli.predict_result import Outcome
from roadeye.errors import InputError, OutputError
from roadeye.inference.crop import parse_rows
from roadeye.inference.segmenter import open_segmenter
from roadeye.io.frames import TimeRange
from roadeye.io.outputs import make_folder, parse_kinds
from roadeye.model.engine import BUNDLED


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
    save: str = "overlay,mask,prob"
    max_pixels: int = 100_000_000
    fps: float | None = None
    start: float | None = None
    end: float | None = None


def run(call: Call) -> Outcome:
    """Do what the call asks for.

    Raises:
        RoadeyeError: The request makes no sense; nothing was written.
    """
    # Pillow warns of odd metadata in pictures that it reads well.
    warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
    outcome = Outcome()
    kinds = parse_kinds(call.save)
    rows = None if call.crop is None else parse_rows(call.crop)
    time_range = TimeRange(call.start or 0.0, call.end)
    todo = plan(call.sources, call.out, kinds, outcome)
    if not todo.pictures and not todo.films:
        return outcome
    _check_film_options(call, todo)
    segmenter = open_segmenter(
        call.model, call.threads, head=call.head, threshold=call.threshold, rows=rows
    )
    make_folder(todo.folder)
    fps = None if call.fps is None else Fraction(call.fps).limit_denominator(1000)
    options = FilmOptions(time_range, fps, call.max_pixels)
    try:
        if todo.pictures:
            predict_pictures(segmenter, todo.pictures, call.max_pixels, outcome)
        for job in todo.films:
            try:
                predict_film(segmenter, job, options, outcome)
            except InputError as error:
                outcome.fail(job.source, error)
    except OutputError as error:  # the next output would fail as well
        outcome.fail(call.out, error)
        outcome.leave(todo.sources())
    return outcome


def _check_film_options(call: Call, todo: Plan) -> None:
    if not todo.films and (call.fps, call.start, call.end) != (None, None, None):
        raise InputError(
            "--fps, --start and --end are for films: give a video, or end -o in .mp4, .gif or "
            ".webp."
        )
    if call.fps is not None and any(job.is_video for job in todo.films):
        raise InputError("--fps is for a film of pictures; a video's frames have their own times.")
