"""Do what is left of a job: tasks to workers, records to the manifest, then events to the caller."""

import time
from collections.abc import Callable, Iterator, Sequence

from roadeye.batch.identity import key_of, owner_of
from roadeye.batch.inputs import Input
from roadeye.batch.manifest import Manifest
from roadeye.batch.record import record_of, told_job
from roadeye.batch.task import Execute, Finished, Task
from roadeye.inference.events import Advanced, Event, Failed, Skipped
from roadeye.inference.write import FATAL

GROUP = 256
"""How many inputs are begun, or written down, at once."""

_SECONDS = 1.0
"""How long the record of an input waits for others at most; kill -9 loses as much."""


def run_batch(
    execute: Execute,
    todo: Sequence[Input],
    manifest: Manifest,
    digest: bytes,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[Event]:
    """Do the inputs that are left.

    An event is told when its record is on disk. A disk that is full or read-only ends the work:
    the inputs that are left are told as skipped, and the next run does them.

    Args:
        execute: Does tasks, in worker processes or on a cluster.
        todo: The inputs.
        manifest: Gets a record for each.
        digest: Digest of the settings.
        stopped: Asked now and then; where it says yes, no more inputs are begun.

    Yields:
        For each input its warnings, `Done` or `Failed`, and `Advanced`; at last the sum of those
        that are left.

    Raises:
        RoadeyeError: The model cannot be opened or run, or the manifest not be written.
    """
    full = False

    def tasks() -> Iterator[Task]:
        for start in range(0, len(todo), GROUP):
            group = todo[start : start + GROUP]
            manifest.begin(owner_of(one, digest) for one in group)
            for one in group:
                if full:
                    return
                yield Task(one, key_of(one, digest))

    group: list[Finished] = []
    last = time.monotonic()
    told = 0
    try:
        for finished in execute(tasks(), stopped):
            if finished is not None:
                group.append(finished)
                full = full or _is_fatal(finished)
            if len(group) >= GROUP or time.monotonic() - last >= _SECONDS:
                ended, group, last = group, [], time.monotonic()
                _write(manifest, ended)
                told += len(ended)
                yield from _events(ended)
    finally:
        _write(manifest, group)
    yield from _events(group)
    left = len(todo) - told - len(group)
    if left:
        yield Skipped(told_job(""), "the call ended before it", wanted=False, count=left)


def _write(manifest: Manifest, group: Sequence[Finished]) -> None:
    records = [record_of(one.task, one.events) for one in group]
    manifest.add(record for record in records if record is not None)


def _events(group: Sequence[Finished]) -> Iterator[Event]:
    for one in group:
        yield Advanced(told_job(one.task.input.source))
        yield from one.events


def _is_fatal(finished: Finished) -> bool:
    return any(isinstance(one, Failed) and one.error.code in FATAL for one in finished.events)
