"""Load a large file over HTTP so that a broken transfer is gone on with, not begun again."""

import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import NoReturn, TypeAlias

import msgspec

from roadeye.errors import InputError, OutputError
from roadeye.io.atomic import write_bytes

Advance: TypeAlias = Callable[[int], None]
"""Say that so many more bytes are done."""

Meter: TypeAlias = Callable[[int | None], AbstractContextManager[Advance]]
"""Show the progress of a block over so many bytes (None: nobody knows)."""

_CHUNK = 1 << 18
_OK, _PARTIAL = 200, 206
_RANGE_NOT_SATISFIABLE = 416
_WORTH_A_RETRY = frozenset({408, 425, 429, 500, 502, 503, 504})
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


@dataclass(frozen=True)
class Patience:
    """Say how long to bear with a bad connection.

    Attributes:
        attempts: Give up after so many tries in a row that brought nothing worth mentioning.
        worth: So many new bytes are worth mentioning.
        timeout: Seconds of silence after which a connection counts as broken.
        pause: Seconds before the second try; each further pause is twice as long.
        longest_pause: No pause is longer, whatever the server asks for.
    """

    attempts: int = 5
    worth: int = 1_000_000
    timeout: float = 30.0
    pause: float = 1.0
    longest_pause: float = 60.0


class Origin(msgspec.Struct, frozen=True):
    """Say what an unfinished file is the beginning of.

    Attributes:
        url: Where it came from.
        tag: What the server calls this version of the file; empty where it does not say.
        total: Size of the whole file; None where the server does not say.
    """

    url: str
    tag: str
    total: int | None


class _BrokenError(Exception):
    """The connection failed in a way that a new one may mend."""

    def __init__(self, what: str, wait: float = 0.0) -> None:
        super().__init__(what)
        self.wait = wait


def fetch(
    url: str,
    target: Path,
    tell: Callable[[str], None],
    meter: Meter,
    patience: Patience | None = None,
) -> None:
    """Load `url` to `target`.

    What has come stays in `<target>.part`, also after an interruption, and the next call goes on
    from there if the server still has the same file and can.

    Raises:
        InputError: The address is wrong, or the server refuses, is silent or breaks off too often.
        OutputError: The file cannot be written.
    """
    patience = patience or Patience()
    if not url.startswith(("http://", "https://")):
        raise InputError(f"{url} is no web address; expected http:// or https://.")
    part = target.with_name(target.name + ".part")
    failures = 0
    furthest = _size(part)
    while True:
        try:
            _attempt(url, part, tell, meter, patience.timeout)
            break
        except _BrokenError as broken:
            came_further = _size(part) - furthest >= patience.worth
            failures = 0 if came_further else failures + 1
            furthest = max(furthest, _size(part))
            if failures >= patience.attempts:
                raise InputError(
                    f"cannot load {url}: {broken}, {failures} times in a row; what has come is "
                    f"kept in {part}: run the same command again later to go on."
                ) from broken
            wait = max(broken.wait, patience.pause * 2 ** max(failures - 1, 0))
            wait = min(wait, patience.longest_pause)
            tell(f"{broken}; trying again in {wait:.0f} s")
            time.sleep(wait)
    try:
        part.replace(target)
    except OSError as error:
        _cannot_write(target, error)
    _note_of(part).unlink(missing_ok=True)


def _attempt(
    url: str, part: Path, tell: Callable[[str], None], meter: Meter, timeout: float
) -> None:
    origin = _origin(part)
    offset = _size(part)
    if origin is None or origin.url != url:
        offset = 0
    elif offset and offset == origin.total:
        return
    with _open(url, offset, origin, part, timeout) as answer:
        offset, origin = _agreed(answer, url, offset, origin, part)
        if offset:
            tell(f"going on at {offset / 1e6:.1f} MB")
        else:
            _forget(part)
        write_bytes(_note_of(part), msgspec.json.encode(origin))
        _receive(answer, part, None if origin.total is None else origin.total - offset, meter)


def _open(url: str, offset: int, origin: Origin | None, part: Path, timeout: float) -> HTTPResponse:
    request = urllib.request.Request(url, headers={"Accept-Encoding": "identity"})
    if offset:
        request.add_header("Range", f"bytes={offset}-")
        if origin is not None and origin.tag:
            request.add_header("If-Range", origin.tag)
    try:
        answer: HTTPResponse = urllib.request.urlopen(request, timeout=timeout)
    except urllib.error.HTTPError as error:
        with error:
            _refused(url, part, error)
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise _BrokenError(f"no connection to the server ({reason})") from error
    if url.startswith("https:") and not answer.url.startswith("https:"):
        answer.close()
        raise InputError(f"{url} leads to {answer.url}, which is not encrypted; not loaded.")
    return answer


def _refused(url: str, part: Path, error: urllib.error.HTTPError) -> NoReturn:
    said = f"the server answers {error.code} ({error.reason})"
    if error.code == _RANGE_NOT_SATISFIABLE:
        _forget(part)
        raise _BrokenError(f"{said}: the file there has changed, beginning anew") from error
    if error.code in _WORTH_A_RETRY:
        asked = error.headers.get("Retry-After", "")
        raise _BrokenError(said, float(asked) if asked.isdecimal() else 0.0) from error
    raise InputError(
        f"cannot load {url}: {said}; check the address, or load the file with a browser and give "
        "it with --from FILE.zip."
    ) from error


def _agreed(
    answer: HTTPResponse, url: str, offset: int, origin: Origin | None, part: Path
) -> tuple[int, Origin]:
    """Return where the bytes of this answer belong, and what they are a part of."""
    if answer.status not in {_OK, _PARTIAL}:
        raise _BrokenError(f"the server answers {answer.status} ({answer.reason})")
    tag = answer.headers.get("ETag") or answer.headers.get("Last-Modified") or ""
    if tag.startswith("W/"):  # such a tag does not promise equal bytes
        tag = ""
    if answer.status == _OK:
        length = answer.headers.get("Content-Length", "")
        return 0, Origin(url, tag, int(length) if length.isdecimal() else None)
    found = _CONTENT_RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    total = int(found[2]) if found and found[2] != "*" else None
    if (
        found is None
        or int(found[1]) != offset
        or origin is None
        or total != origin.total
        or tag != origin.tag
    ):
        _forget(part)
        raise _BrokenError("the file on the server has changed, beginning anew")
    return offset, origin


def _receive(answer: HTTPResponse, part: Path, expected: int | None, meter: Meter) -> None:
    received = 0
    try:
        file = part.open("ab")
    except OSError as error:
        _cannot_write(part, error)
    with file, meter(expected) as advance:
        while True:
            try:
                chunk = answer.read1(_CHUNK)  # what is there: slow lines move the bar too
            except (OSError, HTTPException) as error:
                raise _BrokenError(f"the connection broke ({error})") from error
            if not chunk:
                break
            try:
                file.write(chunk)
            except OSError as error:
                _cannot_write(part, error)
            received += len(chunk)
            advance(len(chunk))
    if expected is not None and received < expected:
        raise _BrokenError(
            f"the server broke off after {received / 1e6:.1f} of {expected / 1e6:.1f} MB"
        )


def _note_of(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _origin(part: Path) -> Origin | None:
    with suppress(OSError, msgspec.MsgspecError):
        return msgspec.json.decode(_note_of(part).read_bytes(), type=Origin)
    return None


def _forget(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
        _note_of(part).unlink(missing_ok=True)
    except OSError as error:
        _cannot_write(part, error)


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _cannot_write(path: Path, error: OSError) -> NoReturn:
    raise OutputError(
        f"cannot write {path}: {error.strerror or error}; free some space or choose another place "
        "with -o."
    ) from error
