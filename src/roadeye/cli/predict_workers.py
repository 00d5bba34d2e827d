"""Who does the work of `roadeye predict --jobs N` or `--on ray`: processes, or Ray's actors."""

from functools import partial
from typing import TYPE_CHECKING

from roadeye.batch.parts import InParts
from roadeye.batch.ray_cluster import RayActors
from roadeye.batch.task import BatchSettings, Execute, OpenSegmenter
from roadeye.inference.crop import parse_rows
from roadeye.inference.segmenter import open_segmenter

if TYPE_CHECKING:
    from roadeye.cli.predict_settings import Call


def opener(call: "Call") -> OpenSegmenter:
    """Return what opens the model with one thread, in whatever process it is called.

    Raises:
        InputError: `--crop` is malformed.
    """
    return partial(
        open_segmenter,
        call.model,
        1,
        head=call.head,
        threshold=call.threshold,
        rows=None if call.crop is None else parse_rows(call.crop),
        device=call.device,
    )


def pool(
    call: "Call", opens: OpenSegmenter, settings: BatchSettings, actors: RayActors | None
) -> Execute:
    """Return what does the tasks of a job.

    Args:
        call: What was asked for.
        opens: Opens the model.
        settings: What is done with each input.
        actors: Ray's, if it does them.
    """
    workers: Execute
    if actors is None:
        from roadeye.batch.workers import WorkerPool

        workers = WorkerPool(opens, settings, call.jobs or 1)
    else:
        from roadeye.batch.ray_tasks import tasks_on_ray

        workers = tasks_on_ray(opens, call.model, settings, actors)
    return workers if call.jobs == 1 else InParts(workers, settings)
