"""One input from a store, or into one: fetched, done, kept, with nothing left on this disk."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import msgspec

from roadeye.errors import InputError, OutputError, RoadeyeError
from roadeye.inference.events import Done, Event, Failed
from roadeye.inference.jobs import Job, SourceKind
from roadeye.inference.messages import WriteOptions
from roadeye.inference.outputs.kinds import OutputKind
from roadeye.inference.pipeline import PipelineSettings, run_job
from roadeye.inference.segmenter import Segmenter
from roadeye.io.address import is_address, joined, open_store, store_fault


@dataclass(frozen=True)
class StoreJob:
    """Name an input and its outputs, of which some are in a store.

    Attributes:
        job: The job, as if it were on a disk; its source is the address of the input.
        out: The folder for outputs.
        names: Each output's name below that folder.
    """

    job: Job
    out: str
    names: Mapping[OutputKind, str]


def do_in_store(
    segmenter: Segmenter, wanted: StoreJob, settings: PipelineSettings, options: WriteOptions
) -> Iterator[Event]:
    """Do a job whose input or outputs are in a store; pictures never touch this disk.

    Args:
        segmenter: The model.
        wanted: What to do.
        settings: What is taken of the input.
        options: How its outputs are written.

    Yields:
        The events of `run_job`, with the addresses of the outputs.

    Raises:
        ModelError: The network cannot run.
    """
    with TemporaryDirectory(prefix="roadeye-") as scratch:
        try:
            local = _local(wanted, Path(scratch))
        except RoadeyeError as error:
            yield Failed(wanted.job, error)
            return
        for event in run_job(segmenter, local, settings, options):
            match event:
                case Done():
                    yield _kept(event, wanted)
                case Failed():
                    yield Failed(wanted.job, _renamed(event.error, local, wanted.job.source))
                case _:
                    yield event


def _local(wanted: StoreJob, scratch: Path) -> Job:
    """Fetch the input, and let outputs for a store stay here first."""
    job = wanted.job
    is_video = job.kind is SourceKind.VIDEO
    if is_address(job.source):
        store, path = open_store(job.source)
        try:
            if is_video:
                video = scratch / f"input{PurePosixPath(path).suffix}"
                store.get_file(path, str(video))
                job = replace(job, inputs=(video,))
            else:
                job = replace(job, inputs=(store.cat_file(path),))
        except Exception as error:
            raise InputError(f"{job.source}: {store_fault(error)}.", code="store") from error
    if not is_address(wanted.out):
        return job
    outputs = {
        kind: scratch / PurePosixPath(name).name if is_video else None
        for kind, name in wanted.names.items()
    }
    return replace(job, outputs={**dict.fromkeys(job.outputs), **outputs})


def _kept(event: Done, wanted: StoreJob) -> Event:
    """Put the outputs of a job into the store."""
    if not is_address(wanted.out):
        return event
    written = {Path(path).name: Path(path) for path in event.result.outputs}
    addresses = []
    for kind, name in wanted.names.items():
        address = joined(wanted.out, name)
        store, path = open_store(address)
        try:
            if kind in event.content:
                store.pipe_file(path, event.content[kind])
            else:
                local = written[PurePosixPath(name).name]
                store.put(str(local), path, recursive=local.is_dir())
        except Exception as error:  # noqa: BLE001  a store's client raises what it likes
            text = f"cannot write {address}: {store_fault(error)}."
            return Failed(wanted.job, OutputError(text, code="store"))
        addresses.append(address)
    content = {kind: one for kind, one in event.content.items() if kind not in wanted.names}
    result = msgspec.structs.replace(event.result, outputs=tuple(addresses))
    return replace(event, job=wanted.job, result=result, content=content)


def _renamed(error: RoadeyeError, local: Job, source: str) -> RoadeyeError:
    """Call a fetched file by its address."""
    text = str(error)
    for one in local.inputs:
        if isinstance(one, Path):
            text = text.replace(str(one), source)
    return type(error)(text, code=error.code, **error.facts)
