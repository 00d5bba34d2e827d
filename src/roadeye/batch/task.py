"""One input of a job, done in whatever process has the model open."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple, TypeAlias

from roadeye.batch.identity import Key
from roadeye.batch.inputs import Input
from roadeye.inference.events import Event
from roadeye.inference.jobs import Job
from roadeye.inference.messages import WriteOptions
from roadeye.inference.outputs.kinds import OutputKind
from roadeye.inference.pipeline import PipelineSettings, run_job
from roadeye.inference.segmenter import Segmenter
from roadeye.io.address import is_address
from roadeye.io.taken import TimeRange

OpenSegmenter: TypeAlias = Callable[[], Segmenter]
"""Opens the model; called once in every process, so it must be picklable."""

_OPTIONS = WriteOptions(durable=False, confidence=True)  # the manifest flushes a group at once

PARTS = ".roadeye-parts"
"""Folder of the parts of videos, inside the folder for outputs, until they are joined."""


class Part(NamedTuple):
    """Name a part of a video: its number, and the seconds at which it begins and ends."""

    number: int
    start: float
    end: float | None


class Task(NamedTuple):
    """Name an input and the key of its record; of a part, a key of its own."""

    input: Input
    key: Key
    part: Part | None = None


@dataclass(frozen=True)
class Finished:
    """Hold a task that has ended, and its events but for starts and single frames."""

    task: Task
    events: list[Event]


Execute: TypeAlias = Callable[[Iterator[Task], Callable[[], bool]], Iterator[Finished | None]]
"""Do tasks as they come, in any order, until told to stop; see `WorkerPool`."""


@dataclass(frozen=True)
class BatchSettings:
    """Say what is done with each input.

    Attributes:
        out: The folder for outputs, or its address.
        kinds: What to write; None means all of a picture, and the overlay of a video.
        pipeline: What is taken of the inputs.
    """

    out: str
    kinds: tuple[OutputKind, ...] | None = None
    pipeline: PipelineSettings = field(default_factory=PipelineSettings)


def do_task(segmenter: Segmenter, task: Task, settings: BatchSettings) -> Iterator[Event]:
    """Do one input in this thread, and tell what happens.

    Raises:
        ModelError: The network cannot run.
    """
    job, part = job_of(task, settings), task.part
    if part is not None:
        pipeline = replace(settings.pipeline, time_range=TimeRange(part.start, part.end))
        yield from run_job(segmenter, job, pipeline, replace(_OPTIONS, origin=Fraction(0)))
        return
    if not is_address(task.input.source) and not is_address(settings.out):
        yield from run_job(segmenter, job, settings.pipeline, _OPTIONS)
        return
    from roadeye.batch.store_task import StoreJob, do_in_store

    wanted = StoreJob(job, settings.out, task.input.outputs(settings.kinds))
    yield from do_in_store(segmenter, wanted, settings.pipeline, _OPTIONS)


def job_of(task: Task, settings: BatchSettings) -> Job:
    """Return the job of an input, or of a part of it, which writes files of its own."""
    one, folder = task.input, Path(settings.out)
    if task.part is not None:
        folder = folder / PARTS / task.key.hex()
    outputs: dict[OutputKind, Path | None] = {
        kind: folder / name for kind, name in one.outputs(settings.kinds).items()
    }
    if OutputKind.RLE in (settings.kinds or ()) and not one.is_video:
        outputs[OutputKind.RLE] = None  # it goes into the record
    return Job(one.source, (Path(one.source),), one.kind, outputs)
