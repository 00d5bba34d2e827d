"""The tasks of a job of pictures and videos, done by worker processes or by another pool."""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from roadeye.batch.pool import KEPT, WorkerSpec
from roadeye.batch.process_pool import ProcessPool
from roadeye.batch.record import died_twice
from roadeye.batch.task import BatchSettings, Execute, Finished, OpenSegmenter, Task, do_task
from roadeye.inference.events import Advanced, Event, Started

Pool: TypeAlias = Callable[
    [Iterator[Task], Callable[[], bool]], Generator[tuple[Task, list[Event]] | None, None, None]
]
"""See `ProcessPool` and `RayPool`."""


@dataclass(frozen=True)
class WorkerPool:
    """Do the tasks of a job in processes of this machine.

    Attributes:
        opens: Opens the model, in every process.
        settings: What is done with each task.
        jobs: How many processes.
    """

    opens: OpenSegmenter
    settings: BatchSettings
    jobs: int

    def __call__(
        self, tasks: Iterator[Task], stopped: Callable[[], bool]
    ) -> Iterator[Finished | None]:
        """Do tasks as they come, in any order; see `ProcessPool`."""
        opens = partial(open_doer, self.opens, self.settings)
        spec = WorkerSpec(opens, died_twice, KEPT)
        return executed_by(ProcessPool(spec, self.jobs))(tasks, stopped)


def executed_by(pool: Pool) -> Execute:
    """Return what does the tasks of a job by way of a pool."""

    def execute(tasks: Iterator[Task], stopped: Callable[[], bool]) -> Iterator[Finished | None]:
        with closing(pool(tasks, stopped)) as answers:
            for one in answers:
                yield None if one is None else Finished(*one)

    return execute


def open_doer(opens: OpenSegmenter, settings: BatchSettings) -> Callable[[Task], list[Event]]:
    """Open the model; what is returned does a task and tells what another process must know."""
    segmenter = opens()

    def do(task: Task) -> list[Event]:
        events = do_task(segmenter, task, settings)
        return [event for event in events if not isinstance(event, Started | Advanced)]

    return do
