"""The process of one row of the table: it opens a network and times it when told to."""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from roadeye.arrays import AnyImage
from roadeye.errors import RoadeyeError
from roadeye.evaluation.speed.subject import Subject, open_subject

WARM_UP = 3


@dataclass(frozen=True)
class Round:
    """Hold the milliseconds of one round, a figure a picture.

    Attributes:
        network: Of the network alone.
        whole: From picture to mask.
        peak_mb: Largest memory of the process so far, in MB.
    """

    network: tuple[float, ...]
    whole: tuple[float, ...]
    peak_mb: float


def serve(
    connection: Connection, subject: Subject, threads: int, images: Sequence[AnyImage]
) -> None:
    """Open a network, then time a round for each message, until the other end closes.

    Sends None when it is ready, a `Round` for each message, or an error in place of either.
    """
    try:
        opened = open_subject(subject, threads)
        prepared = [opened.prepare(image) for image in images]
        for _ in range(WARM_UP):
            for image in images:
                opened(image)
        connection.send(None)
        while True:
            try:
                connection.recv()
            except EOFError:
                return
            network = tuple(_milliseconds(opened.run, one) for one in prepared)
            whole = tuple(_milliseconds(opened, image) for image in images)
            connection.send(Round(network, whole, _peak_mb()))
    except RoadeyeError as error:
        connection.send(error)


def _milliseconds(function: Callable[..., object], argument: object) -> float:
    start = time.perf_counter()
    function(argument)
    return 1e3 * (time.perf_counter() - start)


def _peak_mb() -> float:
    status = Path("/proc/self/status")
    if status.exists():  # Linux, whose `ru_maxrss` begins with the memory of the parent process
        (line,) = (one for one in status.read_text().splitlines() if one.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024 / 1e6
    try:
        import resource
    except ImportError:  # Windows
        return float("nan")
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
