"""What is left to do: the inputs against the manifest and the outputs that exist."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from roadeye.batch.identity import key_of, owner_of
from roadeye.batch.inputs import Input
from roadeye.batch.manifest import Manifest
from roadeye.batch.record import Record, empty_record
from roadeye.batch.task import BatchSettings, Task
from roadeye.errors import OutputError
from roadeye.inference.jobs import Existing
from roadeye.io.address import joined
from roadeye.io.outputs import refuse_overwriting
from roadeye.problems import first_few

Exists = Callable[[str], bool]
"""Tells whether there is an output of a name below the folder for outputs."""


@dataclass(frozen=True)
class Rerun:
    """Say what happens to what is there already.

    Attributes:
        existing: What to do where an output exists that this job did not write; to overwrite
            begins the whole job anew.
        retry_failed: Whether inputs that failed are tried again.
    """

    existing: Existing = Existing.REFUSE
    retry_failed: bool = False


@dataclass(frozen=True)
class BatchPlan:
    """Say what is left to do.

    Attributes:
        todo: Inputs to do.
        done: How many were done before.
        failed: How many failed before and are not tried again.
    """

    todo: tuple[Input, ...]
    done: int
    failed: int


def plan_batch(
    inputs: Sequence[Input],
    manifest: Manifest,
    settings: BatchSettings,
    digest: bytes,
    exists: Exists,
    rerun: Rerun,
) -> BatchPlan:
    """Decide what is left to do, before anything is written.

    What the manifest calls done, and whose outputs are there, is done. Outputs of inputs that an
    earlier run began may be half a group old: they are this job's own, and made again. For
    outputs of others `rerun.existing` decides.

    Args:
        inputs: All inputs.
        manifest: What earlier runs did.
        settings: What is done with each input.
        digest: Digest of the settings.
        exists: Tells which outputs are there.
        rerun: What happens to what is there already.

    Raises:
        OutputError: Outputs exist already, or would overwrite an input.
    """
    todo: list[Input] = []
    there: list[str] = []
    found: list[Record] = []
    done = failed = 0
    for one in inputs:
        key, names = key_of(one, digest), one.outputs(settings.kinds).values()
        match manifest.done.get(key):
            case False if all(map(exists, names)):
                done += 1
                continue
            case True if not rerun.retry_failed:
                failed += 1
                continue
        if owner_of(one, digest) not in manifest.begun:
            others = [name for name in names if exists(name)]
            if rerun.existing is Existing.SKIP and others and len(others) == len(names):
                outputs = tuple(_below(settings.out, others))
                found.append(replace(empty_record(Task(one, key)), outputs=outputs, existed=True))
                continue
            there += others
        todo.append(one)
    there = _below(settings.out, there)
    if there and rerun.existing is Existing.REFUSE:
        raise OutputError(
            f"{first_few(there)} would be overwritten; nothing was written.", code="exists"
        )
    if there:
        refuse_overwriting((Path(one.source) for one in inputs), map(Path, there))
    manifest.add(found)
    return BatchPlan(tuple(todo), done + len(found), failed)


def _below(out: str, names: Sequence[str]) -> list[str]:
    return [joined(out, name) for name in names]
