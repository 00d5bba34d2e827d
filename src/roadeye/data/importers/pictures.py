"""Find the picture that an annotation names, wherever it lies."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from roadeye.data.files import IMAGE_SUFFIXES, scan
from roadeye.data.importers.annotation import Annotated

_UNSAID = frozenset({"images", "imgs", "img", "jpegimages", "default"})
"""Folders whose name says only that pictures are in them, or that they are in no split."""

SUFFIXES = IMAGE_SUFFIXES | {".avif", ".heic", ".heif"}


@dataclass(frozen=True)
class Pictures:
    """Hold the pictures below a folder.

    Attributes:
        root: The folder.
        files: The pictures, sorted.
    """

    root: Path
    files: tuple[Path, ...]

    @cached_property
    def _by_name(self) -> dict[str, list[Path]]:
        found: dict[str, list[Path]] = {}
        for path in self.files:
            for name in {path.name, path.stem}:
                found.setdefault(name, []).append(path)
        return found

    def find(self, name: str, near: Path) -> Path | None:
        """Return the picture that an annotation names, with or without a suffix; None for none.

        The name may be a path of another machine: its last parts that fit decide.

        Args:
            name: What the annotation says.
            near: The folder that it lies in.
        """
        parts = PurePosixPath(name.replace("\\", "/")).parts
        if not parts or "\0" in name:
            return None
        beside = near.joinpath(*parts)
        if beside.suffix.lower() in SUFFIXES and beside.is_file():
            return beside
        known = self._by_name.get(parts[-1], [])
        for count in range(len(parts), 0, -1):
            fitting = [path for path in known if _ends_with(path, parts[-count:])]
            if len(fitting) == 1:
                return fitting[0]
        return None

    def key(self, image: Path) -> str:
        """Return the name of a picture in a data set: `train/a` for `train/images/a.jpg`."""
        inside = image.is_relative_to(self.root)
        below = image.relative_to(self.root) if inside else Path(image.name)
        folders = [part for part in below.parts[:-1] if part.lower() not in _UNSAID]
        return "/".join([*folders, below.stem])


def unannotated(known: Pictures, named: Collection[Path]) -> list[Annotated]:
    """Return the pictures that no annotation names.

    Args:
        known: All pictures.
        named: The resolved paths of those that one names.
    """
    alone = (path for path in known.files if path.resolve() not in named)
    return [Annotated(known.key(path), path, path) for path in alone]


def pictures_below(root: Path, *folders: str) -> Pictures:
    """Find the pictures below a folder, or below some of its folders."""
    places = [root / folder for folder in folders] if folders else [root]
    files = [path for place in places for _, path in scan(place, SUFFIXES).files]
    return Pictures(root, tuple(files))


def _ends_with(path: Path, parts: Sequence[str]) -> bool:
    *folders, last = parts
    if last not in {path.name, path.stem}:
        return False
    return not folders or list(path.parent.parts[-len(folders) :]) == folders
