"""Unpack a zip file from outside: everything is checked before anything is written."""

import shutil
import stat
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath

from roadeye.errors import InputError
from roadeye.io.faults import ZIP_DAMAGE

MAX_MEMBERS = 10_000
MAX_BYTES = 4_000_000_000
MAX_RATIO = 50  # unpacked size over the size of the archive; pictures hardly shrink
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 0x1


def check_archive(archive: Path) -> dict[str, zipfile.ZipInfo]:
    """Return the files of a zip file by their path in it.

    Raises:
        InputError: It is not a zip file or was cut short; it has too many files or too large ones;
            a name leads out of the folder or occurs twice; a member is a link, a device, encrypted
            or packed by an unusual method.
    """
    try:
        with zipfile.ZipFile(archive) as file:
            infos = file.infolist()
    except (OSError, ValueError, *ZIP_DAMAGE) as error:
        raise InputError(
            f"{archive} cannot be read as a zip file ({error}): it is damaged, cut short or "
            "something else; download it again."
        ) from error
    if len(infos) > MAX_MEMBERS:
        raise InputError(f"{archive} has {len(infos)} members; at most {MAX_MEMBERS} are unpacked.")
    total = sum(info.file_size for info in infos)
    allowed = min(MAX_BYTES, MAX_RATIO * archive.stat().st_size)
    if total > allowed:
        raise InputError(
            f"{archive} would unpack to {total / 1e6:.1f} MB, more than the {allowed / 1e6:.1f} MB "
            "allowed; nothing was unpacked."
        )
    names = Counter(info.filename.casefold().rstrip("/") for info in infos)
    files = {info.filename.casefold() for info in infos if not info.is_dir()}
    for info in infos:
        parents = {str(parent) for parent in PurePosixPath(info.filename.casefold()).parents}
        wrong = _problem(info) or (
            ("occurs twice" if names[info.filename.casefold().rstrip("/")] > 1 else "")
            or ("lies inside a file" if parents & files else "")
        )
        if wrong:
            raise InputError(
                f"{archive}: the member {info.orig_filename!r} {wrong}; nothing was unpacked. "
                "Download the archive again from its official address."
            )
    return {info.filename: info for info in infos if not info.is_dir()}


def extract(
    archive: Path,
    members: Mapping[str, zipfile.ZipInfo],
    folder: Path,
    advance: Callable[[int], None],
) -> None:
    """Write checked members of an archive below a folder, each under its key in `members`.

    Args:
        archive: The zip file.
        members: What `check_archive` returned, or a part of it under other names.
        folder: Where to write; no file below it may exist yet.
        advance: Called with the number of bytes that each file has.

    Raises:
        InputError: A member is damaged (its CRC-32 is checked).
        OSError: The folder cannot be written.
    """
    try:
        with zipfile.ZipFile(archive) as file:
            for name, info in members.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                with file.open(info) as packed, path.open("xb") as plain:
                    shutil.copyfileobj(packed, plain)
                advance(info.file_size)
    except ZIP_DAMAGE as error:
        raise InputError(f"{archive} is damaged ({error}); download it again.") from error


def _problem(info: zipfile.ZipInfo) -> str:
    """Return why a member is not a plain file or folder below the top; empty where it is."""
    name = info.orig_filename
    kind = stat.S_IFMT(info.external_attr >> 16)
    problems = (
        (not name.isprintable() or not name, "has an unprintable name"),
        ("\\" in name or ":" in name, "has a backslash or a colon in its name"),
        (name.startswith("/"), "has an absolute path"),
        (not {"", ".", ".."}.isdisjoint(name.removesuffix("/").split("/")), "has no plain path"),
        (kind == stat.S_IFLNK, "is a link"),
        (kind not in {0, stat.S_IFREG, stat.S_IFDIR}, "is not a plain file"),
        (bool(info.flag_bits & _ENCRYPTED), "is encrypted"),
        (info.compress_type not in _METHODS, "is packed by an unknown method"),
    )
    return next((text for applies, text in problems if applies), "")
