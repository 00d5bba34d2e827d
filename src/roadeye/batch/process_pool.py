"""Worker processes that share the tasks; one that dies is replaced, and its task tried again."""

import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, Generic

from roadeye.batch.pool import AHEAD, GRACE, POLL, AnswerT, Deaths, TaskT, WorkerSpec
from roadeye.batch.worker import work
from roadeye.errors import RoadeyeError


@dataclass(eq=False)
class _Worker(Generic[TaskT]):
    process: SpawnProcess
    connection: Connection
    tasks: deque[TaskT] = field(default_factory=deque)
    ready: bool = False


class ProcessPool(Generic[TaskT, AnswerT]):
    """Do tasks in processes of one thread each.

    Args:
        spec: What every process does.
        jobs: How many processes.
    """

    def __init__(self, spec: WorkerSpec[TaskT, AnswerT], jobs: int) -> None:
        self._spec = spec
        self._jobs = jobs
        # Spawned, not forked: a fork copies the locks of the engine's threads in any state.
        self._context = get_context("spawn")
        self._workers: list[_Worker[TaskT]] = []
        self._again: deque[TaskT] = deque()
        self._deaths = Deaths("worker processes", spec.advice)

    def __call__(
        self, tasks: Iterator[TaskT], stopped: Callable[[], bool]
    ) -> Generator[tuple[TaskT, AnswerT] | None, None, None]:
        """Do tasks as they come, in any order; closing the iterator ends the processes.

        Args:
            tasks: Asked for one task more whenever a worker has room.
            stopped: Where it says yes, no task is begun any more, and tasks in work have half a
                second to end.

        Yields:
            Each task and its answer as it ends, and None now and then, so that the caller can do
            what is due.

        Raises:
            RoadeyeError: The model cannot be opened or run, or workers die as they start.
        """
        try:
            while not stopped():
                self._give(tasks)
                if not any(worker.tasks for worker in self._workers):
                    return
                yield from self._told(POLL)
                yield None
            yield from self._ended_in_time()
        finally:
            self._end()

    def _give(self, tasks: Iterator[TaskT]) -> None:
        """Give tasks to the workers that have room, starting workers as they are needed."""
        for _ in range(AHEAD):
            for index in range(self._jobs):
                if index < len(self._workers) and len(self._workers[index].tasks) >= AHEAD:
                    continue
                task = self._again.popleft() if self._again else next(tasks, None)
                if task is None:
                    return
                if index == len(self._workers):
                    self._workers.append(self._started())
                worker = self._workers[index]
                worker.tasks.append(task)
                with suppress(BrokenPipeError, ConnectionResetError):  # seen when it is heard next
                    worker.connection.send(task)

    def _started(self) -> _Worker[TaskT]:
        ours, its = self._context.Pipe()
        process = self._context.Process(target=work, args=(its, self._spec.opens), daemon=True)
        process.start()
        its.close()  # so that the end of the process ends what is heard from it
        return _Worker(process, ours)

    def _told(self, seconds: float) -> Iterator[tuple[TaskT, AnswerT]]:
        by_connection = {worker.connection: worker for worker in self._workers}
        for connection in wait(list(by_connection), seconds):
            worker = by_connection[connection]  # type: ignore[index]
            try:
                message = worker.connection.recv()
            except (EOFError, ConnectionResetError):
                yield from self._replaced(worker)
                continue
            yield from self._heard(worker, message)

    def _heard(self, worker: _Worker[TaskT], message: Any) -> Iterator[tuple[TaskT, AnswerT]]:
        if isinstance(message, RoadeyeError):
            raise message
        if worker.ready:
            yield worker.tasks.popleft(), message
            return
        worker.ready = True
        self._deaths.opened()

    def _replaced(self, worker: _Worker[TaskT]) -> Iterator[tuple[TaskT, AnswerT]]:
        """Forget a worker that died: the task in its hands is tried once more, then given up."""
        self._workers.remove(worker)
        worker.process.join()
        code = worker.process.exitcode
        worker.connection.close()
        if not worker.ready:
            self._deaths.at_start(_ending(code))
        elif worker.tasks and code and self._deaths.at_work(worker.tasks[0].key):
            task = worker.tasks.popleft()
            yield task, self._spec.given_up(task, _ending(code))
        self._again.extend(worker.tasks)

    def _ended_in_time(self) -> Iterator[tuple[TaskT, AnswerT]]:
        """Let the tasks in work end, as far as they do so soon."""
        until = time.monotonic() + GRACE
        for worker in self._workers:
            worker.process.terminate()
        waiting = [worker for worker in self._workers if worker.ready and worker.tasks]
        while waiting and (left := until - time.monotonic()) > 0:
            ready = wait([worker.connection for worker in waiting], left)
            for worker in list(waiting):
                if worker.connection not in ready:
                    continue
                try:
                    message = worker.connection.recv()
                except (EOFError, ConnectionResetError):
                    waiting.remove(worker)
                    continue
                yield from self._heard(worker, message)

    def _end(self) -> None:
        """End all processes at once."""
        for worker in self._workers:
            worker.connection.close()
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.process.close()
        self._workers.clear()


def _ending(code: int | None) -> str:
    """Say how a process ended.

    >>> _ending(-9), _ending(1)
    ('signal 9, perhaps out of memory', 'exit code 1')
    """
    if code is None or code >= 0:
        return f"exit code {code}"
    return f"signal {-code}" + (", perhaps out of memory" if code == -signal.SIGKILL else "")
