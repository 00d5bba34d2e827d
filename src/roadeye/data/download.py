"""Bring a data set to a folder: load or take its archive, verify it, unpack it."""

import shutil
import tempfile
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from roadeye.data.archives import Archive
from roadeye.data.transfer import Meter, Patience, fetch
from roadeye.data.unpack import Members, inspect, unpack
from roadeye.errors import InputError, OutputError
from roadeye.io.digest import sha256_of

_SPARE_BYTES = 50_000_000
_SHOWN = 3


@dataclass(frozen=True)
class Steps:
    """Say how the steps of a download are told to the user.

    Attributes:
        tell: Prints one line.
        transfer: Shows the progress of the transfer.
        unpack: Shows the progress of unpacking.
    """

    tell: Callable[[str], None]
    transfer: Meter
    unpack: Meter


def is_complete(archive: Archive, out: Path) -> bool:
    """Tell whether a folder already holds every file that a data set must have."""
    return not _lacking(archive, out)


def obtain(
    archive: Archive,
    out: Path,
    source: Path | None,
    url: str | None,
    steps: Steps,
    patience: Patience | None = None,
) -> None:
    """Bring a data set to `out`; an unfinished transfer is gone on with.

    The folder gets its files only after all of them have been unpacked and verified. An archive
    that was loaded is removed then; one given as `source` is left alone.

    Args:
        archive: Which data set.
        out: The folder that shall hold it.
        source: Take this file instead of loading one.
        url: Load from here instead of the official address.
        steps: How to tell the user.
        patience: How long to bear with a bad connection.

    Raises:
        InputError: The transfer failed for good, or the file is not the data set that it should be.
        OutputError: There is not enough room, or the folder cannot be written or has other files.
    """
    _refuse_leftovers(archive, out)
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):  # found out now, not after the transfer
            pass
    except OSError as error:
        raise OutputError(
            f"cannot write to {out}: {error.strerror}; choose another folder with -o."
        ) from error
    if source is not None:
        _install(archive, source, out, steps)
        return
    loaded = out / archive.file
    if not loaded.is_file():
        part = loaded.with_name(loaded.name + ".part")
        already = part.stat().st_size if part.is_file() else 0
        _need(out, max(archive.bytes - already, 0) + archive.bytes, archive.title)
        steps.tell(f"loading {archive.title}, about {archive.bytes / 1e6:.0f} MB")
        try:
            fetch(url or archive.url, loaded, steps.tell, steps.transfer, patience)
        except KeyboardInterrupt:
            steps.tell("interrupted; what has come is kept: run the same command again to go on")
            raise
    try:
        _install(archive, loaded, out, steps)
    except InputError:
        loaded.unlink(missing_ok=True)  # a wrong or damaged file must not be taken up again
        raise
    loaded.unlink(missing_ok=True)


def _install(archive: Archive, file: Path, out: Path, steps: Steps) -> None:
    if not file.is_file():
        raise InputError(f"{file} is not a file; give the archive {archive.file} with --from.")
    members = _below_top(archive, inspect(file))
    lacking = archive.required - members.keys()
    if lacking:
        raise InputError(
            f"{file} is not {archive.title}: {len(lacking)} of its {len(archive.required)} files "
            f"are missing ({_some(lacking)}); load {archive.url} again."
        )
    steps.tell(_identity(archive, file))
    total = sum(info.file_size for info in members.values())
    _need(out, total, archive.title)
    fresh = out / f".unpacking-{uuid4().hex[:8]}"
    try:
        with steps.unpack(total) as advance:
            unpack(file, members, fresh, advance)
        for child in sorted(fresh.iterdir()):  # "testing" before "training"
            child.rename(out / child.name)
    except OSError as error:
        raise OutputError(f"cannot write to {out}: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _identity(archive: Archive, file: Path) -> str:
    digest = sha256_of(file)
    if digest in {copy.sha256 for copy in archive.copies}:
        return f"SHA-256 {digest}: a known copy of {archive.file}"
    return (
        f"SHA-256 {digest}: none of the known copies of {archive.file}. Its makers publish no "
        "checksum; each file in it is checked by its CRC-32 and by reading it."
    )


def _below_top(archive: Archive, members: Members) -> Members:
    prefix = archive.top + "/"
    if not any(name.startswith(prefix) for name in members):
        return members  # packed again without its folder
    return {
        name.removeprefix(prefix): info for name, info in members.items() if name.startswith(prefix)
    }


def _refuse_leftovers(archive: Archive, out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out} is a file; give a folder with -o.")
    tops = sorted({name.partition("/")[0] for name in archive.required})
    there = [top for top in tops if (out / top).exists()]
    if there:
        lacking = _lacking(archive, out)
        raise OutputError(
            f"{out} already has {' and '.join(there)}, but {len(lacking)} of the "
            f"{len(archive.required)} files of {archive.title} are missing ({_some(lacking)}); "
            "move it away or choose another folder with -o."
        )


def _lacking(archive: Archive, out: Path) -> set[str]:
    return {name for name in archive.required if not (out / name).is_file()}


def _need(folder: Path, wanted: int, title: str) -> None:
    free = shutil.disk_usage(folder).free
    if free < wanted + _SPARE_BYTES:
        raise OutputError(
            f"{title} needs {(wanted + _SPARE_BYTES) / 1e6:.0f} MB of free disk, but {folder} has "
            f"{free / 1e6:.0f} MB; free some space or choose another place with -o."
        )


def _some(names: Collection[str]) -> str:
    ordered = sorted(names)
    return ", ".join(ordered[:_SHOWN]) + (", …" if len(ordered) > _SHOWN else "")
