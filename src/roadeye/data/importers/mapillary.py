"""Mapillary Vistas: `config*.json`, and in each split `images/` with `labels/`, 1.2 or 2.0.

Neuhold et al.: The Mapillary Vistas Dataset for Semantic Understanding of Street Scenes, ICCV 2017.
"""

from pathlib import Path

import msgspec

from roadeye.data.dataset import split_of
from roadeye.data.files import LABEL_SUFFIXES, files_in, folders_in, scan
from roadeye.data.importers.annotation import Annotated, Labels, Reader
from roadeye.data.importers.json_file import is_json_with, read_json
from roadeye.data.importers.pictures import pictures_below
from roadeye.data.importers.values import Rgb, Values, pair
from roadeye.problems import FileProblem

_LABELS = ("v2.0/labels", "v1.2/labels", "labels")
"""Where the class numbers are, the newest first."""
_UNLABELLED = "void--unlabeled"


class _Class(msgspec.Struct):
    name: str


class _Config(msgspec.Struct):
    labels: list[_Class]


def _matches(src: Path) -> bool:
    """Tell whether a folder holds a split of Mapillary Vistas and its table of classes."""
    return src.is_dir() and bool(_splits(src)) and bool(_configs(src))


def read(src: Path) -> Labels | None:
    """Find the pictures of all splits."""
    if not _matches(src):
        return None
    splits = _splits(src)
    version = next(one for one in _LABELS if (splits[0] / one).is_dir())
    table = next((path for path in _configs(src) if version[1:4] in path.stem), _configs(src)[-1])
    config = read_json(table, _Config, "Mapillary Vistas config")
    names: dict[int | Rgb, str] = {number: one.name for number, one in enumerate(config.labels)}
    found: list[Annotated] = []
    problems: list[FileProblem] = []
    for split in splits:
        known = pictures_below(src, f"{split.name}/images")
        masks = {path.stem: path for _, path in scan(split / version, LABEL_SUFFIXES).files}
        pairs = [(image, masks[image.stem]) for image in known.files if image.stem in masks]
        paired, broken = pair(known, pairs, Values(names, strict=True))
        found += paired
        problems += broken
    return Labels(
        "Mapillary Vistas",
        src,
        tuple(found),
        tuple(names.values()),
        frozenset({_UNLABELLED}),
        problems=tuple(problems),
    )


def _splits(src: Path) -> list[Path]:
    return [
        folder
        for folder in folders_in(src)
        if split_of(folder.name)
        and (folder / "images").is_dir()
        and any((folder / version).is_dir() for version in _LABELS)
    ]


def _configs(src: Path) -> list[Path]:
    return [
        path
        for path in files_in(src, frozenset({".json"}))
        if path.stem.startswith("config") and is_json_with(path, "labels")
    ]


READER = Reader("Mapillary Vistas", "config*.json with training/images/", read)
