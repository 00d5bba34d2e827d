"""Check that a zip file is what the KITTI Road server takes."""

import struct
from collections import Counter
from pathlib import Path
from zipfile import ZipFile

import cv2
import numpy as np

from roadeye.errors import InputError
from roadeye.evaluation.submission.names import map_name, picture_names
from roadeye.geometry.bev import KITTI_GRID, shown
from roadeye.io.faults import ZIP_DAMAGE

_HEADER = struct.Struct(">8s4x4sIIBB")  # signature, IHDR, width, height, bit depth, colour type
_PNG = b"\x89PNG\r\n\x1a\n"
_COLOURS = {0: "grey", 2: "RGB", 3: "palette", 4: "grey with transparency", 6: "RGBA"}
_MOST_BYTES = 8_000_000  # an uncompressed map has 320 kB


def check(path: Path) -> tuple[str, ...]:
    """Return what is wrong with a submission, one sentence each; nothing if it is good.

    Checked are the names (all of the test set, no other, in the root), and that each is a whole
    PNG picture of 400x800 pixels, 8-bit grey.

    Raises:
        InputError: The file cannot be opened as a zip file, as when it is half written.
    """
    try:
        with ZipFile(path) as archive:
            return tuple(_problems(archive))
    except (ValueError, *ZIP_DAMAGE) as error:
        raise InputError(
            f"{path} is not a complete zip file ({error}): write or copy it again."
        ) from error
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}.") from error


def _problems(archive: ZipFile) -> list[str]:
    names = Counter(archive.namelist())
    expected = [map_name(picture) for picture in picture_names()]
    problems = [f"{name} is missing." for name in expected if name not in names]
    for name, count in names.items():
        if name not in expected:
            in_folder = "all maps belong into the root" if "/" in name else "no map has this name"
            problems.append(f"{name!r} is too much: {in_folder}.")
        elif count > 1:
            problems.append(f"{name} is there {count} times.")
        else:
            problems += [f"{name} {problem}" for problem in _map_problems(archive, name)]
    return problems


def _map_problems(archive: ZipFile, name: str) -> list[str]:
    entry = archive.getinfo(name)
    if entry.file_size > _MOST_BYTES:
        return [f"has {entry.file_size} bytes, far more than a map needs."]
    try:
        content = archive.read(name)
    except (OSError, *ZIP_DAMAGE) as error:
        return [f"cannot be taken out of the zip file: {error}."]
    if len(content) < _HEADER.size or not content.startswith(_PNG):
        return ["is not a PNG picture."]
    _, _, width, height, depth, colour = _HEADER.unpack_from(content)
    if (height, width) != KITTI_GRID.size:
        return [f"is {width}x{height}, expected {shown(KITTI_GRID.size)}: a bird's-eye view."]
    if depth != 8 or colour != 0:
        return [f"is {_COLOURS.get(colour, 'of unknown colour')} of {depth} bits, not 8-bit grey."]
    pixels = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED)
    return [] if pixels is not None and b"IEND" in content[-12:] else ["is cut short or damaged."]
