"""The inputs of a job of any size: one small tuple each, found without opening a file."""

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from roadeye.errors import InputError, OutputError
from roadeye.inference.jobs import SourceKind, is_video
from roadeye.inference.outputs.kinds import (
    USUAL_OF_PICTURES,
    USUAL_OF_VIDEOS,
    OutputKind,
    picture_endings,
    video_endings,
)
from roadeye.io.address import is_address
from roadeye.io.find import PICTURE_SUFFIXES, VIDEO_SUFFIXES, find, unknown_suffix, walk


class Input(NamedTuple):
    """Name one picture or video.

    Attributes:
        source: Its path or address, as the user called it.
        name: What its outputs are called, below the folder for outputs and without a suffix.
        version: Changes when its content does: size and time of the last change, or an ETag.
        is_video: Whether it is a video, by its name.
    """

    source: str
    name: str
    version: str
    is_video: bool

    @property
    def kind(self) -> SourceKind:
        """A picture or a video."""
        return SourceKind.VIDEO if self.is_video else SourceKind.PICTURE

    def outputs(self, kinds: Sequence[OutputKind] | None) -> dict[OutputKind, str]:
        """Name each output below the folder for outputs.

        Args:
            kinds: What to write; None means all of a picture, and the overlay of a video.
        """
        if self.is_video:
            endings = video_endings(kinds or USUAL_OF_VIDEOS)
        else:
            endings = picture_endings(kinds or USUAL_OF_PICTURES)
            endings.pop(OutputKind.RLE, None)  # it goes into the record
        return {kind: f"{self.name}{ending}" for kind, ending in endings.items()}


@dataclass(frozen=True)
class Listing:
    """Hold what was found.

    Attributes:
        inputs: In the order of their names, source by source.
        missing: The sources that are not there or hold nothing, and why.
        left_out: How many files of a folder were left out, by reason.
    """

    inputs: tuple[Input, ...]
    missing: tuple[tuple[str, InputError], ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)


def list_inputs(sources: Sequence[str], out: str, *, recursive: bool) -> Listing:
    """Find the inputs of all sources, each file once.

    Files of a folder are told by their names; none is opened. The folder for outputs is not
    looked into, so that a second run does not take the outputs of the first.

    Args:
        sources: Files, folders or patterns, on a disk or in a store.
        out: The folder for outputs.
        recursive: Whether folders inside a folder are looked into.
    """
    inputs: list[Input] = []
    missing: list[tuple[str, InputError]] = []
    left_out: Counter[str] = Counter()
    seen: set[str] = set()
    for source in sources:
        try:
            if is_address(source):
                from roadeye.batch.store_inputs import list_store

                inputs += list_store(source, out, left_out, recursive=recursive)
            elif os.path.isdir(source):  # noqa: PTH112  never raises
                inputs += _in_folder(source, out, seen, left_out, recursive=recursive)
            else:
                inputs += _named(source, seen)
        except InputError as error:
            missing.append((source, error))
    return Listing(tuple(inputs), tuple(missing), left_out)


def refuse_shared_outputs(inputs: Sequence[Input]) -> None:
    """Check that no two inputs write the same file, on disks that see no case either.

    Raises:
        OutputError: Two would.
    """
    owners: dict[str, str] = {}
    for one in inputs:
        other = owners.setdefault(f"{one.is_video:d}{one.name.casefold()}", one.source)
        if other is not one.source:
            path = next(iter(one.outputs(None).values()))
            raise OutputError(
                f"{other} and {one.source} would both write files such as {path}; rename one of "
                "them, give the folder above both as one source, or use two output folders.",
                code="same-output",
            )


def source_is_out(source: str) -> InputError:
    """Return the error of a source whose inputs a second run could not tell from outputs."""
    return InputError(
        f"{source} is also the folder for outputs, so a second run would read the outputs of the "
        "first; choose another folder."
    )


def _in_folder(
    source: str, out: str, seen: set[str], left_out: Counter[str], *, recursive: bool
) -> list[Input]:
    folder = Path(source)
    real_out = os.path.realpath(out)
    if os.path.realpath(folder) == real_out:
        raise source_is_out(source)
    here = "" if folder == Path() else f"{folder}{'' if str(folder).endswith(os.sep) else os.sep}"
    found = []
    for entry in walk(folder, recursive=recursive, left_out=left_out, without=real_out):
        path = entry.path.removeprefix(f".{os.sep}") if not here else entry.path
        stem, suffix = os.path.splitext(path)  # noqa: PTH122  fast
        if suffix.lower() not in PICTURE_SUFFIXES | VIDEO_SUFFIXES:
            left_out[unknown_suffix(suffix.lower())] += 1
        elif not entry.is_file():
            left_out["not a regular file"] += 1
        elif _again(path, seen, linked=entry.is_symlink()):
            left_out["the same file as another"] += 1
        else:
            name, moves = stem.removeprefix(here), suffix.lower() in VIDEO_SUFFIXES
            found.append(Input(path, name, _version(entry.stat()), moves))
    if not found:
        raise InputError(
            f"the folder {source} holds no picture and no video; give another folder, or a pattern.",
            code="empty-folder",
        )
    return sorted(found)


def _named(source: str, seen: set[str]) -> list[Input]:
    inputs = []
    for file in find(source).files:
        path = file.path
        if not _again(str(path), seen, linked=path.is_symlink()):
            below = path.relative_to(file.root) if file.root != Path() else path
            name = str(below.with_suffix(""))
            inputs.append(Input(str(path), name, _version(path.stat()), is_video(path)))
    return inputs


def _again(path: str, seen: set[str], *, linked: bool) -> bool:
    """Tell whether a file was found before, by this path or by another."""
    real = os.path.realpath(path) if linked else os.path.abspath(path)  # noqa: PTH100  fast
    if real in seen:
        return True
    seen.add(real)
    return False


def _version(status: os.stat_result) -> str:
    return f"{status.st_size}-{status.st_mtime_ns}"
