"""Download a data set: fetch or take its archive, check it, unpack it."""

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeAlias

from roadeye.data.archives import Archive
from roadeye.data.unpack import check_archive, extract
from roadeye.errors import InputError, OutputError
from roadeye.io.fetch import Advance, fetch
from roadeye.io.regular import sha256_of
from roadeye.problems import first_few

Meter: TypeAlias = Callable[[str, int], AbstractContextManager[Advance]]
"""Shows the progress of a named step over so many bytes."""

_SPARE_BYTES = 50_000_000
_SHOWN = 3


def is_complete(archive: Archive, out: Path) -> bool:
    """Tell whether a folder already holds every file that a data set must have."""
    return not _missing(archive, out)


def download(
    archive: Archive,
    out: Path,
    source: Path | str | None,
    log: Callable[[str], None],
    meter: Meter,
) -> None:
    """Bring a data set to `out`, whole or not at all.

    Everything happens in the folder `out/.unfinished`, which is removed in the end and by the next
    call; the files are moved out of it after all of them were unpacked and checked.

    Args:
        archive: Which data set.
        out: The folder that gets its files.
        source: An archive on this machine, which is kept, or another address than the official one.
        log: Prints one line.
        meter: Shows progress.

    Raises:
        InputError: The transfer failed, or the file is not this data set.
        OutputError: Not enough room, or the folder cannot be written or has other files.
    """
    _refuse_leftovers(archive, out)
    unfinished = out / ".unfinished"
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        if isinstance(source, Path):
            file = source
        else:
            _require_room(out, 2 * archive.bytes, archive.title)
            file = unfinished / archive.file
            with meter("download", archive.bytes) as advance:
                fetch(source or archive.url, file, log, advance)
        _install(archive, file, unfinished / "files", log, meter)
    except OSError as error:
        raise OutputError(
            f"cannot write to {out}: {error.strerror or error}; free some space or choose another "
            "folder."
        ) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _install(
    archive: Archive, file: Path, fresh: Path, log: Callable[[str], None], meter: Meter
) -> None:
    if not file.is_file():
        raise InputError(f"{file} is not a file; expected the archive {archive.file}.")
    members = check_archive(file)
    if any(name.startswith(f"{archive.top}/") for name in members):  # else packed without it
        members = {
            name.removeprefix(f"{archive.top}/"): info
            for name, info in members.items()
            if name.startswith(f"{archive.top}/")
        }
    missing = archive.required - members.keys()
    if missing:
        raise InputError(
            f"{file} is not {archive.title}: {len(missing)} of its {len(archive.required)} files "
            f"are missing ({first_few(sorted(missing), _SHOWN)}); download {archive.url} again."
        )
    log(_identity(archive, file))
    total = sum(info.file_size for info in members.values())
    _require_room(fresh.parent, total, archive.title)
    with meter("unpack", total) as advance:
        extract(file, members, fresh, advance)
    for child in sorted(fresh.iterdir()):
        child.rename(fresh.parent.parent / child.name)


def _identity(archive: Archive, file: Path) -> str:
    digest = sha256_of(file)
    if digest in archive.sha256:
        return f"SHA-256 {digest}: a known copy of {archive.file}"
    return (
        f"SHA-256 {digest}: none of the known copies of {archive.file}. Its makers publish no "
        "checksum; each file in it is checked by its CRC-32 and by reading it."
    )


def _refuse_leftovers(archive: Archive, out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out} is a file; choose a folder.")
    tops = sorted({name.partition("/")[0] for name in archive.required})
    there = [top for top in tops if (out / top).exists()]
    if there:
        missing = _missing(archive, out)
        raise OutputError(
            f"{out} already has {' and '.join(there)}, but {len(missing)} of the "
            f"{len(archive.required)} files of {archive.title} are missing ({first_few(sorted(missing), _SHOWN)}); "
            "move it away or choose another folder."
        )


def _missing(archive: Archive, out: Path) -> set[str]:
    return {name for name in archive.required if not (out / name).is_file()}


def _require_room(folder: Path, wanted: int, title: str) -> None:
    free = shutil.disk_usage(folder).free
    if free < wanted + _SPARE_BYTES:
        raise OutputError(
            f"{title} needs {(wanted + _SPARE_BYTES) / 1e6:.0f} MB of free disk, but {folder} has "
            f"{free / 1e6:.0f} MB; free some space or choose another folder."
        )
