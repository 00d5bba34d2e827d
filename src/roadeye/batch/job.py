"""A job in a folder: held by one process, its manifest read, what is left of it decided."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from roadeye.batch.identity import identity_of, settings_digest
from roadeye.batch.inputs import Input, refuse_shared_outputs
from roadeye.batch.manifest import Manifest, open_manifest
from roadeye.batch.place import Place, open_place
from roadeye.batch.plan import BatchPlan, Rerun, plan_batch
from roadeye.batch.task import BatchSettings, OpenSegmenter
from roadeye.inference.jobs import Existing
from roadeye.model.spec import ModelSpec


@dataclass(frozen=True)
class BatchJob:
    """Hold a job that is ready to run.

    Attributes:
        place: Where its outputs go.
        manifest: What earlier runs did.
        digest: Digest of the settings.
        plan: What is left to do.
        spec: What the model says about itself.
    """

    place: Place
    manifest: Manifest
    digest: bytes
    plan: BatchPlan
    spec: ModelSpec


@contextmanager
def open_job(
    inputs: Sequence[Input],
    opens: OpenSegmenter,
    model: str,
    settings: BatchSettings,
    rerun: Rerun,
) -> Iterator[BatchJob]:
    """Hold the folder for outputs and decide what is left to do.

    Args:
        inputs: All inputs.
        opens: Opens the model, here once for what it says about itself.
        model: What it is opened by.
        settings: What is done with each input.
        rerun: What happens to what is there already.

    Yields:
        The job. The system frees the folder when the process ends in any way.

    Raises:
        ModelError: The model cannot be opened.
        OutputError: Another process works in the folder, its manifest belongs to another job, or
            outputs exist already.
    """
    refuse_shared_outputs(inputs)
    segmenter = opens()
    identity = identity_of(segmenter, model, settings.pipeline)
    segmenter.engine.close()
    digest = settings_digest(identity, settings.kinds)
    place = open_place(settings.out)
    with place.locked():
        exists = place.existing(one.name for one in inputs)
        manifest = open_manifest(place.log(), identity, anew=rerun.existing is Existing.OVERWRITE)
        plan = plan_batch(inputs, manifest, settings, digest, exists, rerun)
        yield BatchJob(place, manifest, digest, plan, segmenter.spec)
