"""What one call reads and writes, decided before anything is written."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from roadeye.errors import InputError, OutputError
from roadeye.inference.outputs.kinds import (
    FILMS,
    USUAL_OF_PICTURES,
    USUAL_OF_VIDEOS,
    OutputKind,
    named,
    picture_endings,
    video_endings,
)
from roadeye.io.animation import is_animated
from roadeye.io.decode import is_picture
from roadeye.io.find import PICTURE_SUFFIXES, VIDEO_SUFFIXES, FoundFile
from roadeye.io.outputs import is_folder_name, refuse_overwriting
from roadeye.io.sources.files import PictureSequence, VideoFile
from roadeye.io.sources.source import Source
from roadeye.io.video_format import video_format
from roadeye.problems import first_few

_FILE_SUFFIX = re.compile(r"\.[A-Za-z][A-Za-z0-9]{2,4}")


class SourceKind(Enum):
    """What the frames of a job come from."""

    PICTURE = auto()
    VIDEO = auto()
    SEQUENCE = auto()


class Existing(Enum):
    """What to do where an output exists already."""

    REFUSE = auto()
    SKIP = auto()
    OVERWRITE = auto()


@dataclass(frozen=True)
class Job:
    """Name one input and the files to make of it.

    Attributes:
        source: What the user called it.
        inputs: The picture or the video, or the pictures of a sequence in order; a picture may be
            given by its content, and a video by its source.
        kind: What the frames come from.
        outputs: Where each output goes; None keeps its content in the result.
        skip: Whether all outputs are there already and the job is only counted.
    """

    source: str
    inputs: tuple[Path | bytes | Source, ...]
    kind: SourceKind
    outputs: Mapping[OutputKind, Path | None]
    skip: bool = False

    @property
    def moving(self) -> Source | None:
        """The source of its frames; None where the input is a picture."""
        if self.kind is SourceKind.PICTURE:
            return None
        if self.kind is SourceKind.VIDEO:
            (only,) = self.inputs
            if isinstance(only, bytes):
                raise InputError(
                    f"{self.source}: a video is read from a file, not from its content."
                )
            return VideoFile(only) if isinstance(only, Path) else only
        return PictureSequence(self.source, self.files)

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that the job reads."""
        found: list[Path] = []
        for one in self.inputs:
            if isinstance(one, Path):
                found.append(one)
            elif isinstance(one, Source):
                found += one.files
        return tuple(found)

    @property
    def paths(self) -> list[Path]:
        """The files that the job writes."""
        return [path for path in self.outputs.values() if path is not None]


def plan_jobs(
    files: Sequence[FoundFile | Source],
    name: str,
    out: str,
    kinds: Sequence[OutputKind] | None,
    existing: Existing = Existing.REFUSE,
) -> list[Job]:
    """Plan outputs for a folder, or one video where `out` is the name of a file.

    Args:
        files: The inputs: files that were found, and other sources.
        name: What the user called them together.
        out: A folder, to be made or there already, or a file such as `drive.mp4`.
        kinds: What to write; None means all of a picture, and the overlay of a video.
        existing: What to do where an output exists already.

    Raises:
        InputError: The inputs and `out` do not go together.
        OutputError: An output cannot be written there.
    """
    if not files:
        return []
    for one in files if len(files) > 1 else ():
        if isinstance(one, Source) and one.live:
            raise InputError(
                f"{one.name} may never end, and the other inputs would wait for it; give it alone.",
                code="live-and-others",
            )
    if is_folder_name(out) or not _FILE_SUFFIX.fullmatch(Path(out).suffix):
        return plan_folder(files, Path(out), kinds, existing)
    if len(shown := kinds or USUAL_OF_VIDEOS) > 1 or shown[0] not in FILMS:
        raise InputError(
            f"{out} is one video, which can show {' or '.join(FILMS)}; give a folder for other "
            "results, or for several.",
            code="one-film",
        )
    return plan_video(files, name, Path(out), existing, shown[0])


def plan_folder(
    files: Iterable[FoundFile | Source],
    folder: Path,
    kinds: Sequence[OutputKind] | None,
    existing: Existing = Existing.REFUSE,
) -> list[Job]:
    """Name the outputs of each input by its own path, mirrored below `folder`.

    A name depends on the input's own path and the folder or pattern that it was found by, never on
    what else is done.

    Args:
        files: The inputs: files that were found, and other sources.
        folder: Where the outputs go.
        kinds: What to write; None means all of a picture, and the overlay of a video.
        existing: What to do where an output exists already.

    Raises:
        OutputError: Two inputs would write the same file, an output would overwrite an input, or
            an output exists already.
    """
    jobs = []
    for file in files:
        if isinstance(file, Source):
            outputs = named(folder, file.stem, video_endings(kinds or USUAL_OF_VIDEOS))
            jobs.append(Job(file.name, (file,), SourceKind.VIDEO, outputs))
            continue
        name = file.path.relative_to(file.root) if file.root != Path() else file.path
        below, stem = folder / name.parent, name.stem
        if is_video(file.path):
            outputs = named(below, stem, video_endings(kinds or USUAL_OF_VIDEOS))
            kind = SourceKind.VIDEO
        else:
            outputs = named(below, stem, picture_endings(kinds or USUAL_OF_PICTURES))
            kind = SourceKind.PICTURE
        jobs.append(Job(str(file.path), (file.path,), kind, outputs))
    return _checked(jobs, existing)


def plan_video(
    files: Sequence[FoundFile | Source],
    name: str,
    output: Path,
    existing: Existing = Existing.REFUSE,
    film: OutputKind = OutputKind.OVERLAY,
) -> list[Job]:
    """Make one video of a video, or of the pictures of a sequence.

    Args:
        files: One video, or pictures in order.
        name: What the user called the input.
        output: The video; its suffix chooses the format.
        existing: What to do where it exists already.
        film: What the video shows, one of `FILMS`.

    Raises:
        InputError: A video is given beside other inputs.
        OutputError: The suffix is unknown, an input would be overwritten, or the output exists.
    """
    video_format(output)
    inputs = tuple(one if isinstance(one, Source) else one.path for one in files)
    videos = [one for one in inputs if isinstance(one, Source) or is_video(one)]
    if videos and len(inputs) > 1:
        named = videos[0].name if isinstance(videos[0], Source) else videos[0]
        raise InputError(
            f"{output} is one video, but {len(inputs)} inputs are given and {named} is a video "
            "itself: give one video, or the pictures of one sequence, or a folder for the outputs."
        )
    kind = SourceKind.VIDEO if videos else SourceKind.SEQUENCE
    return _checked([Job(name, inputs, kind, {film: output})], existing)


def is_video(path: Path) -> bool:
    """Tell a video from a picture: by its suffix, else by its first bytes; animations are videos."""
    suffix = path.suffix.lower()
    if suffix in VIDEO_SUFFIXES:
        return True
    if suffix in PICTURE_SUFFIXES:
        return suffix in {".webp", ".png"} and is_animated(path)
    return not is_picture(path)


def _checked(jobs: list[Job], existing: Existing) -> list[Job]:
    owners: dict[str, str] = {}
    for job in jobs:
        for path in job.paths:
            other = owners.setdefault(str(path).casefold(), job.source)
            if other != job.source:
                raise OutputError(
                    f"{other} and {job.source} would both write {path}; rename one of them, give "
                    "the folder above both as one source, or use two output folders.",
                    code="same-output",
                )
    inputs = [path for job in jobs for path in job.files]
    refuse_overwriting(inputs, (path for job in jobs for path in job.paths))
    if existing is Existing.OVERWRITE:
        return jobs
    if existing is Existing.SKIP:
        return [
            Job(job.source, job.inputs, job.kind, job.outputs, skip=True)
            if job.paths and all(path.exists() for path in job.paths)
            else job
            for job in jobs
        ]
    there = [path for job in jobs for path in job.paths if path.exists()]
    if there:
        named = first_few(map(str, there))
        raise OutputError(f"{named} would be overwritten; nothing was written.", code="exists")
    return jobs
