"""The tasks of a job of pictures and videos, done by Ray's actors."""

from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from roadeye.batch.manifest import NAME
from roadeye.batch.pool import KEPT
from roadeye.batch.ray_cluster import RayActors
from roadeye.batch.ray_node import on_nodes
from roadeye.batch.ray_pool import RayPool
from roadeye.batch.record import died_twice
from roadeye.batch.task import BatchSettings, Execute, Finished, OpenSegmenter, Task
from roadeye.batch.worker import events_of
from roadeye.inference.events import Event
from roadeye.io.address import is_address


def tasks_on_ray(
    opens: OpenSegmenter, model: str, settings: BatchSettings, actors: RayActors
) -> Execute:
    """Return what does the tasks of a job; see `WorkerPool` and `RayPool`.

    Args:
        opens: Opens the model.
        model: What it is opened by.
        settings: What is done with each task.
        actors: Where, and how many.

    Raises:
        ModelError: The model file cannot be read.
    """
    sees = None if is_address(settings.out) else Path(settings.out) / NAME
    on_node = on_nodes(partial(_open, opens, settings), model, sees)
    pool = RayPool(on_node, died_twice, actors, KEPT)

    def execute(tasks: Iterator[Task], stopped: Callable[[], bool]) -> Iterator[Finished | None]:
        with closing(pool(tasks, stopped)) as answers:
            for one in answers:
                yield None if one is None else Finished(*one)

    return execute


def _open(opens: OpenSegmenter, settings: BatchSettings) -> Callable[[Task], list[Event]]:
    segmenter = opens()
    return lambda task: events_of(segmenter, task, settings)
