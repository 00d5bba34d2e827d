"""The checkpoint log of a run: a line for each finished grid point, from which a run resumes."""

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import msgspec

from roadeye.data.dataset import Item
from roadeye.errors import InputError, OutputError
from roadeye.evaluation.robustness.corruptions import PACKAGE
from roadeye.evaluation.robustness.grid_point import (
    GridCounts,
    GridKey,
    LogLine,
    from_line,
    to_line,
)
from roadeye.evaluation.robustness.plan import RobustnessPlan
from roadeye.io.atomic import write_bytes
from roadeye.io.regular import sha256_of


@dataclass(frozen=True)
class GridIdentity:
    """Name all that a grid point depends on beside its corruption and severity.

    Attributes:
        model: SHA-256 of the model file.
        head: The head in use; empty where it has no name.
        pictures: SHA-256 of the names and the bytes of all pictures and labels.
        images: Number of pictures.
        threshold: A pixel is road where its probability is at least this.
        seed: Chooses the random corruptions.
        package: Version of the package that corrupts.
    """

    model: str
    head: str
    pictures: str
    images: int
    threshold: float
    seed: int
    package: str = field(default_factory=lambda: version(PACKAGE))


def digest(items: Sequence[Item]) -> str:
    """Return a SHA-256 over names, pictures and labels.

    Raises:
        InputError: A file cannot be read.
    """
    total = sha256()
    for item in items:
        total.update(os.fsencode(item.name) + b"\n")
        for path in (item.image, item.label):
            try:
                total.update(sha256(path.read_bytes()).digest())
            except OSError as error:
                raise InputError(f"cannot read {path}: {error.strerror or error}.") from error
    return total.hexdigest()


@dataclass(frozen=True)
class CheckpointLog:
    """Keep the finished grid points of a run in a file.

    Attributes:
        path: The file.
        points: The grid points that it held when it was opened.
    """

    path: Path
    points: dict[GridKey, GridCounts]

    def add(self, key: GridKey, counts: GridCounts) -> None:
        """Write down a finished grid point; it is on disk when this returns.

        Raises:
            OutputError: The file cannot be written.
        """
        try:
            with self.path.open("ab") as file:
                file.write(msgspec.json.encode(to_line(key, counts)) + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise OutputError(f"cannot write {self.path}: {error.strerror or error}.") from error


def open_log_of(path: Path, plan: RobustnessPlan, model_file: Path, head: str) -> CheckpointLog:
    """Open the checkpoint log of a plan for one head of a model; see `open_checkpoint_log`.

    Raises:
        InputError: A picture, a label or the model file cannot be read.
        OutputError: As in `open_checkpoint_log`.
    """
    identity = GridIdentity(
        model=sha256_of(model_file),
        head=head,
        pictures=digest(plan.items),
        images=len(plan.items),
        threshold=plan.threshold,
        seed=plan.seed,
    )
    return open_checkpoint_log(path, identity)


def open_checkpoint_log(path: Path, identity: GridIdentity) -> CheckpointLog:
    """Open the checkpoint log of a run, or begin one.

    A last line that was cut off while it was written is dropped.

    Raises:
        OutputError: It is the checkpoint log of another run, or not one at all.
    """
    if not path.exists():
        write_bytes(path, msgspec.json.encode(identity) + b"\n")
        return CheckpointLog(path, {})
    try:
        content = path.read_bytes()
    except OSError as error:
        raise OutputError(f"cannot read {path}: {error.strerror or error}.") from error
    whole = content[: content.rfind(b"\n") + 1]
    head, *lines = whole.splitlines() or [b""]
    try:
        found = msgspec.json.decode(head, type=GridIdentity)
        points = dict(from_line(msgspec.json.decode(line, type=LogLine)) for line in lines)
    except msgspec.MsgspecError as error:
        raise OutputError(
            f"{path} is damaged or not a checkpoint log ({error}): remove it, or choose another "
            "folder.",
            code="other-checkpoint-log",
        ) from error
    differing = [name for name, value in asdict(identity).items() if getattr(found, name) != value]
    if differing:
        raise OutputError(
            f"{path} is the checkpoint log of another run (other {', '.join(differing)}): choose "
            "another folder, or remove the file to start again.",
            code="other-checkpoint-log",
        )
    if whole != content:
        write_bytes(path, whole)
    return CheckpointLog(path, points)
