"""What one call of `roadeye predict` reads: sources found, options checked against them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roadeye.cli.extras import require
from roadeye.cli.terminal import say
from roadeye.errors import InputError, RoadeyeError
from roadeye.inference.jobs import Job
from roadeye.inference.outputs.kinds import FILMS, OutputKind
from roadeye.inference.smoothing_kind import Smoothing
from roadeye.io.find import FoundFile, each_once, find
from roadeye.io.sources.files import VideoFile
from roadeye.io.sources.kinds import named_source
from roadeye.io.sources.source import Source, SourceOptions
from roadeye.io.sources.standard_input import Pipe

if TYPE_CHECKING:
    from roadeye.cli.predict_settings import Call


@dataclass(frozen=True)
class Inputs:
    """Hold what the sources of a call are.

    Attributes:
        found: Files and other sources, in the order given.
        missing: The sources that do not exist, and why.
    """

    found: list[FoundFile | Source]
    missing: list[tuple[str, RoadeyeError]]


def find_inputs(sources: Sequence[str], options: SourceOptions, *, recursive: bool) -> Inputs:
    """Find the inputs of all sources; say what was left out of folders."""
    files: list[FoundFile] = []
    others: list[Source] = []
    missing: list[tuple[str, RoadeyeError]] = []
    left_out: Counter[str] = Counter()
    for source in sources:
        try:
            named = named_source(source, options)
            if named is not None:
                others.append(named)
                continue
            search = find(source, recursive=recursive)
        except InputError as error:
            missing.append((source, error))
            continue
        files += search.files
        left_out.update(search.left_out)
    if left_out and files:
        say("left out: " + "; ".join(f"{count} {reason}" for reason, count in left_out.items()))
    return Inputs([*each_once(files), *others], missing)


def require_video(jobs: Sequence[Job], call: "Call") -> None:
    """Check that options for videos have a video to work on.

    Raises:
        InputError: There is no video, or its frames have times of their own.
    """
    given = given_for_videos(call)
    videos = [job.moving for job in jobs if job.moving is not None]
    if given and not videos:
        raise no_video(given, "give a video, or end -o in .mp4, .gif or .webp")
    timed = [one for one in videos if isinstance(one, VideoFile)]
    timed_pipe = any(isinstance(one, Pipe) and one.raw is None for one in videos)
    if call.fps is not None and (timed or timed_pipe or any(one.live for one in videos)):
        raise InputError(
            "--fps is for a video made from pictures; the frames of a video have their own times."
        )


def require_results(jobs: Sequence[Job], call: "Call") -> None:
    """Check that options for one kind of result have such a result.

    Raises:
        InputError: There is none.
        MissingExtraError: A result needs a package that is not installed.
    """
    kinds = {kind for job in jobs for kind in job.outputs}
    if OutputKind.RLE in kinds:
        require("pycocotools", "--save rle", "table")
    if call.calib is not None and OutputKind.POLYGONS not in kinds:
        raise InputError("--calib adds metres to polygons: give --save polygons as well.")
    if call.crf is not None and kinds.isdisjoint(FILMS):
        raise InputError(f"--crf is for videos: --save {' or '.join(FILMS)}.")


def no_video(given: Sequence[str], remedy: str) -> InputError:
    """Return the error of options for videos where there is none."""
    return InputError(f"{', '.join(given)}: such options are for videos; {remedy}.")


def given_for_videos(call: "Call") -> list[str]:
    """Name the options for videos that were given."""
    options = {
        "--fps": call.fps,
        "--start": call.start,
        "--end": call.end,
        "--every": call.every,
        "--crf": call.crf,
        "--show": call.show or None,
        "--smooth": None if call.smooth is Smoothing.OFF else call.smooth,
    }
    return [name for name, given in options.items() if given is not None]
