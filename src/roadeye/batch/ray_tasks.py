"""The tasks of a job of pictures and videos, done by Ray's actors."""

from functools import partial
from pathlib import Path

from roadeye.batch.manifest import NAME
from roadeye.batch.pool import KEPT, WorkerSpec
from roadeye.batch.ray_cluster import RayActors
from roadeye.batch.ray_node import on_nodes
from roadeye.batch.ray_pool import RayPool
from roadeye.batch.record import died_twice
from roadeye.batch.task import BatchSettings, Execute, OpenSegmenter
from roadeye.batch.workers import executed_by, open_doer
from roadeye.io.address import is_address


def tasks_on_ray(
    opens: OpenSegmenter, model: str, settings: BatchSettings, actors: RayActors
) -> Execute:
    """Return what does the tasks of a job in Ray's actors.

    Args:
        opens: Opens the model.
        model: What it is opened by.
        settings: What is done with each task.
        actors: Where, and how many.

    Raises:
        ModelError: The model file cannot be read.
    """
    sees = None if is_address(settings.out) else Path(settings.out) / NAME
    on_node = on_nodes(partial(open_doer, opens, settings), model, sees)
    return executed_by(RayPool(WorkerSpec(on_node, died_twice, KEPT), actors))
