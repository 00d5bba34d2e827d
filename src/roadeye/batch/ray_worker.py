"""What runs in one of Ray's actors: opens the model, does one task after another."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path

from roadeye.batch.identity import identity_of, settings_digest
from roadeye.batch.manifest import NAME
from roadeye.batch.task import BatchSettings, OpenSegmenter, Task
from roadeye.batch.worker import READY, events_of
from roadeye.errors import InputError, ModelError, RoadeyeError
from roadeye.inference.events import Event
from roadeye.io.address import is_address


@dataclass(frozen=True)
class RayJob:
    """Say what an actor works for.

    Attributes:
        opens: Opens the model.
        model: What it is opened by.
        settings: What is done with each task.
        digest: Digest of the settings and the model, as the job has them.
        folder: Where the command was called; relative paths begin there.
    """

    opens: OpenSegmenter
    model: str
    settings: BatchSettings
    digest: bytes
    folder: str


class RayWorker:
    """Hold the model of one actor; errors are returned, since Ray would wrap what is raised.

    Args:
        job: What it works for.
    """

    def __init__(self, job: RayJob) -> None:
        self._job = job

    def open(self) -> str | RoadeyeError:
        """Open the model, and see that this node has the same model and the same disk."""
        import cv2

        cv2.setNumThreads(1)  # the actors share the cores already
        job = self._job
        try:
            if not is_address(job.settings.out):
                _enter(job.folder, Path(job.settings.out) / NAME)
            self._segmenter = job.opens()
            identity = identity_of(self._segmenter, job.model, job.settings.pipeline)
        except RoadeyeError as error:
            return error
        if settings_digest(identity, job.settings.kinds) != job.digest:
            return ModelError(
                f"{platform.node()} has another {job.model} ({identity.model}) than the "
                "command; install the same roadeye on all nodes.",
                code="other-model",
            )
        return READY

    def do(self, task: Task) -> list[Event] | RoadeyeError:
        """Do a task, and return what is worth telling."""
        try:
            return events_of(self._segmenter, task, self._job.settings)
        except RoadeyeError as error:
            return error


def _enter(folder: str, manifest: Path) -> None:
    """Work where the command was called, if this node sees the manifest of the job there."""
    try:
        os.chdir(folder)
        there = manifest.exists()
    except OSError:
        there = False
    if not there:
        raise InputError(
            f"{platform.node()} does not see {manifest}: inputs and outputs have to be on a "
            "disk that all nodes share under one path, or in an object store.",
            code="no-shared-disk",
        )
