"""Unpack a zip file from outside: everything is checked before anything is written."""

import os
import stat
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TypeAlias

from roadeye.errors import InputError, OutputError
from roadeye.io.zip_damage import ZIP_DAMAGE

_CHUNK = 1 << 18
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 0x1

Members: TypeAlias = dict[str, zipfile.ZipInfo]
"""The files of an archive by their path in it."""


@dataclass(frozen=True)
class Limits:
    """Say what is too much to be the data set that was asked for.

    Attributes:
        members: Number of files and folders.
        total_bytes: Size of all of them, unpacked.
        ratio: Unpacked size over the size of the archive; pictures hardly shrink.
    """

    members: int = 10_000
    total_bytes: int = 4_000_000_000
    ratio: float = 50.0


def inspect(archive: Path, limits: Limits | None = None) -> Members:
    """Read the table of contents of a zip file and refuse what is not plain files.

    Raises:
        InputError: It is not a zip file or was cut short; a name is absolute, leads out of the
            folder or is there twice; a member is a link, a device or encrypted; or it is too much.
    """
    limits = limits or Limits()
    try:
        with zipfile.ZipFile(archive) as file:
            infos = file.infolist()
    except (OSError, ValueError, *ZIP_DAMAGE) as error:
        raise InputError(
            f"{archive} cannot be read as a zip file ({error}); it is damaged, was cut short or is "
            "something else: load it again."
        ) from error
    if len(infos) > limits.members:
        raise InputError(
            f"{archive} has {len(infos)} members, more than the {limits.members} allowed; "
            "nothing was unpacked."
        )
    total = sum(info.file_size for info in infos)
    allowed = min(limits.total_bytes, int(limits.ratio * archive.stat().st_size))
    if total > allowed:
        raise InputError(
            f"{archive} would unpack to {total / 1e6:.1f} MB, more than the {allowed / 1e6:.1f} MB "
            "allowed; nothing was unpacked."
        )
    members: Members = {}
    taken: set[str] = set()
    for info in infos:
        wrong = _wrong(info)
        name = "/".join(PurePosixPath(info.filename).parts)
        if not wrong and not info.is_dir():
            wrong = "is there twice" if name.casefold() in taken else ""
            taken.add(name.casefold())
            members[name] = info
        if wrong:
            raise InputError(
                f"{archive}: the member {info.orig_filename!r} {wrong}; nothing was unpacked. "
                "Load the archive again from its official address."
            )
    for name in members:
        inside = next((p for p in map(str, PurePosixPath(name).parents) if p in members), None)
        if inside:
            raise InputError(f"{archive}: {inside!r} is both a file and a folder; not unpacked.")
    return members


def unpack(
    archive: Path,
    members: Mapping[str, zipfile.ZipInfo],
    folder: Path,
    advance: Callable[[int], None],
) -> None:
    """Write members of an archive into a new folder.

    Args:
        archive: The zip file.
        members: What to write, by the path below `folder`; taken from `inspect`.
        folder: Must not exist yet.
        advance: Called with the number of bytes written.

    Raises:
        InputError: A member is damaged (its CRC-32 is checked).
        OutputError: The disk is full or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True)
        with zipfile.ZipFile(archive) as file:
            for name, info in members.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                _write(file, info, path, advance)
        if hasattr(os, "sync"):  # one flush for all files; Windows has none
            os.sync()
    except ZIP_DAMAGE as error:
        raise InputError(f"{archive} is damaged ({error}): load it again.") from error
    except OSError as error:
        raise OutputError(
            f"cannot unpack to {folder.parent}: {error.strerror or error}; free some space or "
            "choose another place with -o."
        ) from error


def _write(
    file: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path, advance: Callable[[int], None]
) -> None:
    with file.open(info) as packed, path.open("xb") as plain:
        while chunk := packed.read(_CHUNK):
            plain.write(chunk)
            advance(len(chunk))


def _wrong(info: zipfile.ZipInfo) -> str:
    """Say what is wrong with a member; empty where nothing is."""
    name = info.orig_filename
    kind = stat.S_IFMT(info.external_attr >> 16)
    faults = (
        (not name or not name.isprintable(), "has an unprintable name"),
        ("\\" in name or ":" in name, "has a backslash or a colon in its name"),
        (name.startswith("/"), "has an absolute path"),
        (".." in name.split("/"), "leads out of the folder"),
        (kind == stat.S_IFLNK, "is a link"),
        (kind not in {0, stat.S_IFREG, stat.S_IFDIR}, "is not a plain file"),
        (bool(info.flag_bits & _ENCRYPTED), "is encrypted"),
        (info.compress_type not in _METHODS, "is packed by an unknown method"),
    )
    return next((text for is_so, text in faults if is_so), "")
