"""The lines of a manifest: what was begun, and what became of each input."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypeAlias

import msgspec

from roadeye.batch.identity import input_digest
from roadeye.batch.task import Task
from roadeye.errors import InputError
from roadeye.inference.events import Done, Event, Failed
from roadeye.inference.jobs import Job, SourceKind
from roadeye.inference.outputs.kinds import OutputKind
from roadeye.inference.outputs.run_lengths import RleLine
from roadeye.inference.write import FATAL


class Begun(msgspec.Struct, frozen=True, tag="begun"):
    """Say whose outputs may lie half done in the folder, and are this job's own.

    Attributes:
        owners: Digests of outputs' names, see `owner_of`, in hexadecimal digits.
    """

    owners: tuple[str, ...]


class Record(msgspec.Struct, frozen=True, tag="done", omit_defaults=True):
    """Say what became of one input.

    Attributes:
        key: Identifies this version of the input, and the settings; hexadecimal.
        input: Identifies the input in any version; hexadecimal.
        source: The input, as it was given.
        time: When it was done: UTC, ISO 8601.
        outputs: The files written.
        width: Width in pixels; for a video, that of its first frame.
        height: Height in pixels.
        road_fraction: Share of the pixels that are road, 0..1; for a video, the mean over its
            frames.
        mean_confidence: Mean of `max(p, 1 - p)` over the pixels, 0.5..1.
        frames: Number of frames of a video.
        rle: The mask as COCO run-length encoding, with `--save rle`.
        error: Why the input failed, or why a part of it is missing.
        existed: True if the outputs existed before, so nothing was done.
    """

    key: str
    input: str
    source: str
    time: str
    outputs: tuple[str, ...] = ()
    width: int | None = None
    height: int | None = None
    road_fraction: float | None = None
    mean_confidence: float | None = None
    frames: int | None = None
    rle: str | None = None
    error: str | None = None
    existed: bool = False


Line: TypeAlias = Begun | Record


def record_of(task: Task, events: Iterable[Event]) -> Record | None:
    """Sum up the events of one input; None where it has to be done again.

    That is so where nothing more could be written at all, which says nothing about the input.
    """
    record = empty_record(task)
    for event in events:
        match event:
            case Done(result=result):
                rle = event.content.get(OutputKind.RLE)
                counts = None if rle is None else msgspec.json.decode(rle, type=RleLine).counts
                record = msgspec.structs.replace(
                    record,
                    outputs=result.outputs,
                    width=result.width,
                    height=result.height,
                    road_fraction=result.road_fraction,
                    mean_confidence=event.mean_confidence,
                    frames=result.frames,
                    rle=counts,
                )
            case Failed(error=error):
                if error.code in FATAL:
                    return None
                record = msgspec.structs.replace(record, error=str(error))
    return record


def empty_record(task: Task) -> Record:
    """Return the record of an input of which nothing is known yet."""
    return Record(task.key.hex(), input_digest(task.input).hex(), task.input.source, now())


def now() -> str:
    """Return the time as text.

    >>> len(now())
    20
    """
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def died_twice(task: Task, ending: str) -> list[Event]:
    """Return what is told of a task whose workers died.

    Args:
        task: The task.
        ending: How the last one ended, in a few words.
    """
    source = task.input.source
    text = f"{source}: the process that worked on it died, twice ({ending})."
    return [Failed(told_job(source), InputError(text, code="worker-died"))]


def told_job(source: str) -> Job:
    """Return what events call an input that no pipeline has seen."""
    return Job(source, (), SourceKind.PICTURE, {})
