"""Who does the work of `roadeye predict --jobs N` or `--on ray`: processes, or Ray's actors."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from roadeye.batch.parts import InParts
from roadeye.batch.ray_cluster import LOCAL, is_cluster
from roadeye.batch.task import BatchSettings, Execute, OpenSegmenter
from roadeye.cli.extras import require
from roadeye.errors import InputError
from roadeye.inference.crop import parse_rows
from roadeye.inference.segmenter import open_segmenter

if TYPE_CHECKING:
    from roadeye.cli.predict_settings import Call


def check_ray(where: str) -> None:
    """Make sure that `--on` makes sense.

    Raises:
        InputError: It names neither this machine nor a cluster.
        MissingExtraError: Ray is not installed.
    """
    if where != LOCAL and not is_cluster(where):
        raise InputError(f"--on is ray, ray://HOST or HOST:PORT, not {where!r}.")
    require("ray", "--on", "ray")


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


def pool(call: "Call", opens: OpenSegmenter, settings: BatchSettings, digest: bytes) -> Execute:
    """Return what does the tasks of a job.

    Args:
        call: What was asked for.
        opens: Opens the model.
        settings: What is done with each input.
        digest: Digest of the settings and the model.
    """
    workers: Execute
    if call.on is None:
        from roadeye.batch.workers import WorkerPool

        workers = WorkerPool(opens, settings, call.jobs or 1)
    else:
        from roadeye.batch.ray_pool import RayPool
        from roadeye.batch.ray_worker import RayJob

        job = RayJob(opens, call.model, settings, digest, str(Path.cwd()))
        workers = RayPool(job, call.on, call.jobs, verbose=call.verbose)
    return workers if call.jobs == 1 else InParts(workers, settings)
