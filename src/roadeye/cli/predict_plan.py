"""What one call of `roadeye predict` shall read and write, decided before anything is written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from roadeye.cli.predict_film import FilmJob
from roadeye.cli.predict_pictures import PictureJob
from roadeye.cli.predict_result import Outcome
from roadeye.errors import InputError
from roadeye.io.decode import is_picture
from roadeye.io.names import output_names
from roadeye.io.outputs import Kind, is_folder_name, output_paths, refuse_overwriting
from roadeye.io.source import PICTURE_SUFFIXES, find, unique
from roadeye.io.video_format import video_format

_FILE_SUFFIX = re.compile(r"\.[A-Za-z][A-Za-z0-9]{2,4}")


@dataclass(frozen=True)
class Plan:
    """List the pictures and the films to make, and the folder that must be there for them."""

    folder: Path
    pictures: tuple[PictureJob, ...] = ()
    films: tuple[FilmJob, ...] = ()

    def sources(self) -> list[str]:
        """Return what the jobs are called, in the order in which they are done."""
        return [str(job.picture) for job in self.pictures] + [job.source for job in self.films]


def plan(sources: Sequence[str], out: str, kinds: Sequence[Kind], outcome: Outcome) -> Plan:
    """Find the inputs and name the outputs; nothing is written.

    A source that is missing is noted in `outcome`, and the others are planned.

    Args:
        sources: Pictures, folders, patterns and videos.
        out: A folder, or the file of a film.
        kinds: What to write for each picture.
        outcome: Takes the sources that cannot be found.

    Raises:
        InputError: The sources and `out` do not go together.
        OutputError: An output would overwrite an input, or `out` is a film of an unknown suffix.
    """
    inputs = _inputs(sources, outcome)
    if not inputs:
        return Plan(Path(out))
    if _is_file_name(out):
        if Kind.OVERLAY not in kinds:
            raise InputError(f"{out} is a film, and a film shows the overlay: add it to --save.")
        return _one_film(sources, inputs, Path(out))
    folder = Path(out)
    names = output_names(inputs)
    pictures, films = [], []
    for path, name in zip(inputs, names, strict=True):
        if _is_video(path):
            films.append(FilmJob(str(path), (path,), True, folder / f"{name}.mp4"))
        else:
            pictures.append(PictureJob(path, output_paths(folder, name, kinds)))
    if films and Kind.OVERLAY not in kinds:
        raise InputError(
            f"{films[0].source} is a video, and a film shows the overlay: add it to --save, or "
            "give pictures."
        )
    outputs = [path for job in pictures for path in job.outputs.values()]
    refuse_overwriting(inputs, outputs + [job.output for job in films])
    return Plan(folder, tuple(pictures), tuple(films))


def _one_film(sources: Sequence[str], inputs: Sequence[Path], output: Path) -> Plan:
    video_format(output)
    videos = [path for path in inputs if _is_video(path)]
    if videos and len(inputs) > 1:
        raise InputError(
            f"{output} is one film, but {len(inputs)} inputs are given and {videos[0]} is a "
            "video: give one video, or the pictures of one drive, or a folder to -o."
        )
    refuse_overwriting(inputs, (output,))
    job = FilmJob(" ".join(sources), tuple(inputs), bool(videos), output)
    return Plan(output.parent, films=(job,))


def _inputs(sources: Sequence[str], outcome: Outcome) -> list[Path]:
    found: list[Path] = []
    for source in sources:
        try:
            found += find(source)
        except InputError as error:
            outcome.fail(source, error)
    return unique(found)


def _is_file_name(out: str) -> bool:
    """Tell `drive.mp4`, `drive.avi` from a folder; a folder may be called anything with `/`."""
    return not is_folder_name(out) and _FILE_SUFFIX.fullmatch(Path(out).suffix) is not None


def _is_video(path: Path) -> bool:
    return path.suffix.lower() not in PICTURE_SUFFIXES and not is_picture(path)
