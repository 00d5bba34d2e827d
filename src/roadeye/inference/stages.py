"""Run the steps of a pipeline beside each other, each in a thread of its own."""

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from queue import Empty, Full, Queue
from typing import Any, TypeVar

In = TypeVar("In")
Out = TypeVar("Out")

DEPTH = 2
"""How many results wait between two stages; a faster stage then waits for the slower one."""

_POLL = 0.1  # seconds until a waiting thread sees that the pipeline was stopped


@dataclass(frozen=True)
class _End:
    """Close a queue; with the error that ended the stage before it, if there was one."""

    error: BaseException | None = None


class _StoppedError(Exception):
    """The consumer wants no more."""


def overlapped(source: Iterable[Any], *stages: Callable[[Any], Any]) -> Generator[Any, None, None]:
    """Yield what the stages make of a source, in its order, while later items are in work.

    The source and each stage run in a thread of their own; at most `DEPTH` results wait between
    two of them, so memory does not grow with the source. NumPy, OpenCV, FFmpeg and LiteRT work
    outside Python's lock, so the threads really share the cores.

    Args:
        source: Iterated in one thread, and closed in it if it is a generator.
        stages: Each takes what the one before it gives.

    Yields:
        What the last stage gives. When the iterator is closed all threads have ended.

    Raises:
        BaseException: Whatever the source or a stage raises, when all before it was yielded.
    """
    stop = threading.Event()
    queues: list[Queue[Any]] = [Queue(DEPTH) for _ in range(len(stages) + 1)]
    threads = [threading.Thread(target=_feed, args=(source, queues[0], stop), daemon=True)]
    threads += [
        threading.Thread(target=_work, args=(stage, queues[index : index + 2], stop), daemon=True)
        for index, stage in enumerate(stages)
    ]
    for thread in threads:
        thread.start()
    try:
        while True:
            item = _get(queues[-1], stop)
            if isinstance(item, _End):
                if item.error is not None:
                    raise item.error
                return
            yield item
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def ahead(function: Callable[[In], Out], inputs: Iterable[In], jobs: int) -> Iterator[Out]:
    """Yield `function` of each input in order, computing a few ahead in `jobs` threads.

    At most `2 * jobs` results wait at a time. One job computes in the caller's thread.
    """
    if jobs <= 1:
        yield from map(function, inputs)
        return
    with ThreadPoolExecutor(jobs) as pool:
        waiting: deque[Future[Out]] = deque()
        try:
            for one in inputs:
                waiting.append(pool.submit(function, one))
                if len(waiting) >= 2 * jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _feed(source: Iterable[Any], out: "Queue[Any]", stop: threading.Event) -> None:
    error: BaseException | None = None
    items = iter(source)
    try:
        for item in items:
            _put(out, item, stop)
    except _StoppedError:
        pass
    except BaseException as raised:  # noqa: BLE001  the consumer raises it again
        error = raised
    finally:
        close = getattr(items, "close", None)
        if close is not None:
            close()
    _put_end(out, _End(error), stop)


def _work(stage: Callable[[Any], Any], queues: "list[Queue[Any]]", stop: threading.Event) -> None:
    source, out = queues
    end = _End()
    try:
        while not isinstance(item := _get(source, stop), _End):
            _put(out, stage(item), stop)
        end = item
    except _StoppedError:
        return
    except BaseException as raised:  # noqa: BLE001  the consumer raises it again
        end = _End(raised)
    _put_end(out, end, stop)


def _put(queue: "Queue[Any]", item: Any, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            queue.put(item, timeout=_POLL)
        except Full:
            continue
        return
    raise _StoppedError


def _get(queue: "Queue[Any]", stop: threading.Event) -> Any:
    while not stop.is_set():
        try:
            return queue.get(timeout=_POLL)
        except Empty:
            continue
    raise _StoppedError


def _put_end(queue: "Queue[Any]", end: _End, stop: threading.Event) -> None:
    try:
        _put(queue, end, stop)
    except _StoppedError:
        return
