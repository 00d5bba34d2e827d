"""The pictures that a person names: files, folders, patterns."""

from collections.abc import Sequence

from roadeye.errors import InputError
from roadeye.io.find import VIDEO_SUFFIXES, FoundFile, each_once, find


def found_pictures(
    sources: Sequence[str], *, recursive: bool = False
) -> tuple[list[FoundFile], list[str]]:
    """Return the pictures of all sources, each once, and what is left out, a sentence each.

    Raises:
        InputError: A source is missing, or there is no picture.
    """
    found: list[FoundFile] = []
    told: list[str] = []
    for source in sources:
        search = find(source, recursive=recursive)
        found += search.files
        told += [f"{source}: {n} left out: {reason}" for reason, n in search.left_out.items()]
    pictures = [file for file in each_once(found) if file.path.suffix.lower() not in VIDEO_SUFFIXES]
    if len(pictures) < len(found):
        told.append(f"{len(found) - len(pictures)} videos are left out: take frames of them")
    if not pictures:
        raise InputError(f"{', '.join(sources)} has no picture; give pictures, not videos.")
    return pictures, told
