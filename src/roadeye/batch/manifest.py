"""The manifest of a job: what is done, on disk before anybody is told, read by the next run."""

from collections.abc import Iterable, Iterator
from typing import Protocol, runtime_checkable

import msgspec

from roadeye.batch.identity import BatchIdentity, Key
from roadeye.batch.record import Begun, Line, Record
from roadeye.errors import OutputError

NAME = "manifest.jsonl"


@runtime_checkable
class Log(Protocol):
    """Keep lines; each call of `append` keeps all of its lines or, if it is killed, a part."""

    @property
    def name(self) -> str:
        """What messages call it."""
        ...

    def lines(self) -> Iterator[bytes]:
        """Yield the whole lines that were kept; a last one that was cut off is dropped."""
        ...

    def append(self, lines: Iterable[bytes]) -> None:
        """Keep more lines; they are on disk when this returns."""
        ...

    def clear(self) -> None:
        """Forget all lines."""
        ...


class Manifest:
    """Know what is done.

    Args:
        log: Where it is kept.
        identity: Its first line, where the log does not have it yet; written with the next lines.

    Attributes:
        log: Where it is kept.
        done: Whether each input that was done failed, by key.
        begun: Whose outputs may be in the folder and are this job's own, see `owner_of`.
    """

    def __init__(self, log: Log, identity: BatchIdentity | None) -> None:
        self.log = log
        self.done: dict[Key, bool] = {}
        self.begun: set[bytes] = set()
        self._identity = identity

    def begin(self, owners: Iterable[bytes]) -> None:
        """Note that inputs are begun, so that a later run knows their outputs for its own.

        Raises:
            OutputError: The manifest cannot be written.
        """
        new = [owner for owner in owners if owner not in self.begun]
        if new:
            self._append([Begun(tuple(owner.hex() for owner in new))])
            self.begun.update(new)

    def add(self, records: Iterable[Record]) -> None:
        """Note what became of inputs.

        Raises:
            OutputError: The manifest cannot be written.
        """
        records = list(records)
        if records:
            self._append(records)
            self.done.update((bytes.fromhex(one.key), one.error is not None) for one in records)

    def records(self) -> Iterator[Record]:
        """Yield all records in the order in which they were written, old ones of an input too."""
        lines = self.log.lines()
        next(lines, None)
        for line in lines:
            decoded = _decoded(line, self.log)
            if isinstance(decoded, Record):
                yield decoded

    def _append(self, lines: Iterable[Line]) -> None:
        encoded = [_encoded(line) for line in lines]
        if self._identity is not None:
            self.log.clear()
            encoded.insert(0, _encoded(self._identity))
        self.log.append(encoded)
        self._identity = None


def open_manifest(log: Log, identity: BatchIdentity, *, anew: bool = False) -> Manifest:
    """Open the manifest of a job, or begin one.

    Args:
        log: Where it is kept.
        identity: What the results depend on.
        anew: Forget what an earlier run did; its manifest goes when this job begins to work.

    Raises:
        OutputError: It belongs to another model or other settings, or is damaged.
    """
    lines = log.lines()
    head = None if anew else next(lines, None)
    if head is None:
        return Manifest(log, identity)
    _require_same(head, identity, log)
    manifest = Manifest(log, None)
    for line in lines:
        match _decoded(line, log):
            case Begun(owners=owners):
                manifest.begun.update(map(bytes.fromhex, owners))
            case Record(key=key, error=error):
                manifest.done[bytes.fromhex(key)] = error is not None
    return manifest


def _require_same(head: bytes, wanted: BatchIdentity, log: Log) -> None:
    try:
        found = msgspec.json.decode(head, type=BatchIdentity)
    except msgspec.MsgspecError as error:
        raise _damaged(log, error) from error
    differing = [
        name for name in BatchIdentity.__struct_fields__
        if getattr(found, name) != getattr(wanted, name)
    ]  # fmt: skip
    if differing == ["sha256"]:  # the same name and version: the files differ
        differing = ["model", "sha256"]
    if differing:
        named = "; ".join(
            f"{name} {getattr(found, name)} there, {getattr(wanted, name)} now"
            for name in differing
        )
        raise OutputError(
            f"{log.name} belongs to a job with other settings ({named}): give the settings of "
            "that job.",
            code="other-manifest",
        )


def _decoded(line: bytes, log: Log) -> Line:
    try:
        decoded: Line = msgspec.json.decode(line, type=Line)
    except msgspec.MsgspecError as error:
        raise _damaged(log, error) from error
    return decoded


def _damaged(log: Log, error: Exception) -> OutputError:
    return OutputError(
        f"{log.name} is damaged or not a manifest ({error}): remove it.",
        code="other-manifest",
    )


def _encoded(value: object) -> bytes:
    from roadeye.io.json_text import json_text

    return json_text(value).encode()
