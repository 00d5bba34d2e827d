"""Time networks in turns, so that a busy moment of the machine falls on all of them."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection

import numpy as np

from roadeye.arrays import AnyImage
from roadeye.errors import ModelError, RoadeyeError
from roadeye.evaluation.speed.subject import Subject
from roadeye.evaluation.speed.worker import Round, serve


@dataclass(frozen=True)
class SpeedRow:
    """Hold what one network needs; times are medians over pictures and rounds, in milliseconds.

    Attributes:
        model: Its name.
        engine: The runtime.
        threads: Number of CPU threads.
        network_ms: Time of the network alone.
        picture_to_mask_ms: Time from the picture to the mask on its grid.
        p95_ms: 95 % of the pictures get their mask in no more.
        images_per_second: Masks a second, one after another.
        peak_mb: Largest memory of a process that does nothing else, in MB.
        file_mb: Size of the file, in MB.
        iou: IoU on labelled pictures; None where there were none.
    """

    model: str
    engine: str
    threads: int
    network_ms: float
    picture_to_mask_ms: float
    p95_ms: float
    images_per_second: float
    peak_mb: float
    file_mb: float
    iou: float | None = None


def measure(
    cases: Sequence[tuple[Subject, int]],
    images: Sequence[AnyImage],
    rounds: int,
    done: Callable[[], None] = lambda: None,
) -> list[SpeedRow]:
    """Time networks, each in a process of its own; one computes at a time.

    Args:
        cases: The networks, each with its number of threads.
        images: Pictures of any size.
        rounds: How often each network sees each picture.
        done: Called after each network of each round.

    Raises:
        RoadeyeError: A network cannot be opened or run.
    """
    results: list[list[Round]] = [[] for _ in cases]
    with _workers(cases, images) as connections:
        for _ in range(rounds):
            for connection, (subject, _), found in zip(connections, cases, results, strict=True):
                connection.send(None)
                answer = _received(connection, subject)
                if isinstance(answer, Round):
                    found.append(answer)
                done()
    return [
        _row(subject, threads, found)
        for (subject, threads), found in zip(cases, results, strict=True)
    ]


@contextmanager
def _workers(
    cases: Sequence[tuple[Subject, int]], images: Sequence[AnyImage]
) -> Iterator[list[Connection]]:
    """Start the processes one after another; end them whatever happens."""
    context, processes = get_context("spawn"), []
    connections: list[Connection] = []
    try:
        for subject, threads in cases:
            here, there = context.Pipe()
            connections.append(here)
            process = context.Process(
                target=serve, args=(there, subject, threads, images), daemon=True
            )
            process.start()
            there.close()
            processes.append(process)
            _received(here, subject)
        yield connections
    finally:
        for connection in connections:
            connection.close()
        for process in processes:
            process.join(5)
            process.kill()


def _received(connection: Connection, subject: Subject) -> Round | None:
    try:
        answer = connection.recv()
    except EOFError as error:
        raise ModelError(f"the process that ran {subject.path} ended without an answer.") from error
    if isinstance(answer, RoadeyeError):
        raise answer
    found: Round | None = answer
    return found


def _row(subject: Subject, threads: int, rounds: Sequence[Round]) -> SpeedRow:
    whole = [value for one in rounds for value in one.whole]
    return SpeedRow(
        model=subject.name,
        engine=subject.engine,
        threads=threads,
        network_ms=statistics.median(value for one in rounds for value in one.network),
        picture_to_mask_ms=statistics.median(whole),
        p95_ms=float(np.quantile(whole, 0.95)),
        images_per_second=1e3 * len(whole) / sum(whole),
        peak_mb=rounds[-1].peak_mb,
        file_mb=subject.megabytes,
    )
