"""Worker processes that measure grid tasks, and end whenever their parent does."""

import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from threading import Thread
from typing import TypeAlias

from roadeye.arrays import Image, Probability
from roadeye.errors import InputError
from roadeye.evaluation.robustness.grid_point import GridCounts
from roadeye.evaluation.robustness.measure import GridTask, measure
from roadeye.io.parent import exit_with_parent

Predict: TypeAlias = Callable[[Image], Probability]
OpenPredict: TypeAlias = Callable[[], Predict]
"""Opens the model; called once in every process, so it must be picklable."""


def measured(
    open_predict: OpenPredict, tasks: Sequence[GridTask], jobs: int
) -> Iterator[tuple[GridTask, GridCounts]]:
    """Yield the counts of each task, in order.

    Args:
        open_predict: Opens the model.
        tasks: What to measure.
        jobs: Number of processes; one works in this process.

    Raises:
        InputError: A picture cannot be read, or a process died.
    """
    if not tasks:
        return
    if jobs == 1:
        predict = open_predict()
        for task in tasks:
            yield task, measure(predict, task)
        return
    # Spawned, not forked: a fork copies the locks of the engine's threads in any state.
    context = get_context("spawn")
    stop = context.Event()
    with ProcessPoolExecutor(jobs, context, _start, (open_predict, stop)) as pool:
        waiting: deque[tuple[GridTask, Future[GridCounts]]] = deque()
        try:
            for task in tasks:
                waiting.append((task, pool.submit(_measure, task)))
                if len(waiting) >= 4 * jobs:
                    first, future = waiting.popleft()
                    yield first, future.result()
            while waiting:
                first, future = waiting.popleft()
                yield first, future.result()
        except BrokenProcessPool as error:
            raise InputError(
                "a worker process died, perhaps out of memory; run the same again with fewer "
                "processes: it resumes where it stopped.",
                code="worker-died",
            ) from error
        except BaseException:
            stop.set()  # a corruption can take seconds: do not wait for those in flight
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


class _Worker:
    """Hold the model of a worker process."""

    predict: Predict | None = None


def _start(open_predict: OpenPredict, stop: Event) -> None:
    import cv2

    Thread(target=exit_with_parent, args=(stop,), daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent gets it too, and stops its workers
    cv2.setNumThreads(1)  # the processes share the cores already
    _Worker.predict = open_predict()


def _measure(task: GridTask) -> GridCounts:
    if _Worker.predict is None:
        raise RuntimeError("a worker process has not opened its model")
    return measure(_Worker.predict, task)
