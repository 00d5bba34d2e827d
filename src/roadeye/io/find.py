"""Find the pictures and videos that a person names: a file, a folder, a quoted pattern."""

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from glob import escape, glob, has_magic
from pathlib import Path

from roadeye.errors import InputError
from roadeye.io.regular import is_regular

PICTURE_SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".avif", ".heic", ".heif"}
)
VIDEO_SUFFIXES = frozenset(
    {".mp4", ".mov", ".avi", ".mkv", ".webm", ".m4v", ".mpg", ".mpeg", ".ts", ".mts", ".m2ts"}
    | {".wmv", ".flv", ".3gp", ".ogv", ".gif"}
)
"""Files of these names are taken from a folder; a file named itself may be called anything."""


@dataclass(frozen=True)
class FoundFile:
    """Name an input.

    Attributes:
        path: The file.
        root: The folder above it from which the names of its outputs are mirrored.
    """

    path: Path
    root: Path


@dataclass(frozen=True)
class Search:
    """Hold what one source has.

    Attributes:
        files: The inputs in natural order (`f2` before `f10`), each once.
        left_out: How many files of a folder were left out, by reason.
    """

    files: tuple[FoundFile, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)


def find(source: str, *, recursive: bool = False) -> Search:
    """Find the pictures and videos of one source.

    Args:
        source: A file, a folder, or a glob pattern such as `"drive/*.jpg"` or `"drive/**/*.png"`.
        recursive: Whether folders inside a folder are looked into.

    Raises:
        InputError: The source is missing, matches nothing, or holds no picture and no video.
    """
    # `Path.is_dir` raises where a folder above is closed or a name is too long.
    if os.path.isdir(source):  # noqa: PTH112
        return _in_folder(Path(source), recursive=recursive)
    if os.path.exists(source):  # noqa: PTH110  a path that exists is a path, whatever is in its name
        return Search((FoundFile(Path(source), Path(source).parent),))
    if has_magic(source):
        return _matching(source)
    raise InputError(
        f"{source} does not exist; give a picture, a video, a folder or a quoted pattern.",
        code="no-such-source",
    )


def natural(path: Path) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """Return the key that sorts numbers inside names by their value.

    >>> [p.name for p in sorted([Path("f10"), Path("f2"), Path("F1")], key=natural)]
    ['F1', 'f2', 'f10']
    """
    pieces = re.split(r"([0-9]+)", str(path).casefold())
    key = tuple(
        (0, int(piece), "") if index % 2 else (1, 0, piece) for index, piece in enumerate(pieces)
    )
    return key, str(path)  # the text itself decides between names such as f1 and f01


def each_once(files: Iterable[FoundFile]) -> list[FoundFile]:
    """Drop inputs that are the same file as one before, keeping the order."""
    real_folder = cache(os.path.realpath)
    first: dict[str, FoundFile] = {}
    for file in files:
        folder, name = os.path.split(file.path)
        real = f"{real_folder(folder)}/{name}"
        first.setdefault(os.path.realpath(real) if os.path.islink(real) else real, file)  # noqa: PTH114
    return list(first.values())


def unknown_suffix(suffix: str) -> str:
    """Return why a file is left out whose suffix belongs to no picture and no video.

    >>> unknown_suffix(".txt"), unknown_suffix("")
    ('no picture or video by its name (.txt)', 'no picture or video by its name (no suffix)')
    """
    return f"no picture or video by its name ({suffix or 'no suffix'})"


def _in_folder(folder: Path, *, recursive: bool) -> Search:
    left_out: Counter[str] = Counter()
    found = []
    for entry in walk(folder, recursive=recursive, left_out=left_out):
        path = Path(entry.path)
        suffix = path.suffix.lower()
        if suffix not in PICTURE_SUFFIXES | VIDEO_SUFFIXES:
            left_out[unknown_suffix(suffix)] += 1
        elif not is_regular(path):
            left_out["not a regular file"] += 1
        else:
            found.append(FoundFile(path, folder))
    if not found:
        why = "; ".join(f"{count} left out: {reason}" for reason, count in left_out.items())
        raise InputError(
            f"the folder {folder} holds no picture and no video"
            f"{f' ({why})' if why else ''}; give another folder, or a pattern.",
            code="empty-folder",
        )
    return Search(tuple(each_once(sorted(found, key=lambda file: natural(file.path)))), left_out)


def walk(
    folder: Path, *, recursive: bool, left_out: Counter[str], without: str = ""
) -> Iterator[os.DirEntry[str]]:
    """Yield what is in a folder; a link that leads back up is entered once only.

    Args:
        folder: The folder.
        recursive: Whether folders inside it are looked into.
        left_out: Gets how many folders were left out, by reason.
        without: The real path of a folder that is not entered.

    Raises:
        InputError: The folder cannot be read.
    """
    seen = {without}
    pending = [folder]
    while pending:
        here = pending.pop()
        real = os.path.realpath(here)
        if real in seen:
            continue
        seen.add(real)
        try:
            entries = list(os.scandir(here))
        except OSError as error:
            if here == folder:
                reason = error.strerror or error
                raise InputError(f"cannot read the folder {folder}: {reason}.") from error
            left_out[f"in a folder that cannot be read ({error.strerror or error})"] += 1
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if not entry.is_dir():
                yield entry
            elif recursive:
                pending.append(Path(entry.path))
            else:
                left_out["a folder, which only a recursive search enters"] += 1


def _matching(pattern: str) -> Search:
    root = _existing_part(Path(pattern))
    rest = str(Path(pattern).relative_to(root)) if root != Path() else pattern
    matches = [Path(match) for match in glob(str(Path(escape(str(root))) / rest), recursive=True)]  # noqa: PTH207
    files = [FoundFile(match, root) for match in matches if is_regular(match)]
    if not files:
        raise InputError(
            f"the pattern {pattern!r} matches no file; check it and its quotes.",
            code="no-such-source",
        )
    return Search(tuple(each_once(sorted(files, key=lambda file: natural(file.path)))))


def _existing_part(pattern: Path) -> Path:
    """Return the folders at the start of a pattern that exist, brackets in their names or not."""
    part = Path(*pattern.parts[:1]) if pattern.is_absolute() else Path()
    for name in pattern.parts[len(part.parts) : -1]:
        if not os.path.isdir(part / name):  # noqa: PTH112
            break
        part /= name
    return part
