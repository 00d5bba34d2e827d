"""Do tasks in Ray's actors; one that dies, with its node or alone, has its tasks done by others."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from roadeye.batch.pool import AHEAD, GRACE, POLL, Deaths
from roadeye.batch.ray_cluster import LOCAL, connected
from roadeye.batch.ray_worker import RayJob, RayWorker
from roadeye.batch.task import Finished, Task
from roadeye.batch.worker import READY
from roadeye.errors import InputError, RoadeyeError


@dataclass(eq=False)
class _Actor:
    handle: Any
    opened: Any
    tasks: dict[Any, Task] = field(default_factory=dict)  # by the reference to the answer, in order
    ready: bool = False


class RayPool:
    """Do tasks in Ray's actors, each with an engine of one thread.

    Args:
        job: What the actors work for.
        where: `LOCAL` or the address of a cluster.
        actors: How many; None takes one for each core.
        verbose: Whether Ray's own messages are shown.
    """

    def __init__(
        self, job: RayJob, where: str = LOCAL, actors: int | None = None, *, verbose: bool = False
    ) -> None:
        self._job = job
        self._where = where
        self._wanted = actors
        self._verbose = verbose
        self._actors: list[_Actor] = []
        self._waiting: deque[Task] = deque()
        self._deaths = Deaths("of Ray's actors")

    def __call__(
        self, tasks: Iterator[Task], stopped: Callable[[], bool]
    ) -> Iterator[Finished | None]:
        """Do tasks as they come, in any order, each told once.

        Args:
            tasks: Asked for as many as the actors have room for.
            stopped: Where it says yes, no task is begun any more, and tasks in work have half a
                second to end.

        Yields:
            Each task as it ends, and None now and then, so that the caller can do what is due.

        Raises:
            MissingExtraError: Ray is not installed.
            RoadeyeError: The cluster or its disk cannot be reached, the model cannot be opened or
                run, or actors die as they start.
        """
        first = next(tasks, None)  # it is begun in the manifest, which actors look for
        if first is None:
            return
        self._waiting.append(first)
        with connected(self._where, self._wanted, verbose=self._verbose) as cores:
            try:
                while not stopped():
                    self._give(tasks, self._wanted or cores)
                    if not self._in_work() and not self._waiting:
                        return
                    yield from self._told(POLL)
                    yield None
                yield from self._ended_in_time()
            except (ConnectionError, TimeoutError) as error:
                raise _lost_cluster(self._where, error) from error
            finally:
                self._end()

    def _in_work(self) -> int:
        return sum(len(actor.tasks) for actor in self._actors)

    def _give(self, tasks: Iterator[Task], wanted: int) -> None:
        """Start actors as they are needed, and give tasks to those that have room.

        One that is not ready gets none: without a node that has room for it, it never will be.
        """
        while self._in_work() + len(self._waiting) < AHEAD * wanted and (task := next(tasks, None)):
            self._waiting.append(task)
        for _ in range(len(self._actors), min(wanted, self._in_work() + len(self._waiting))):
            self._actors.append(self._started())
        for held in range(AHEAD):
            for actor in self._actors:
                if self._waiting and actor.ready and len(actor.tasks) == held:
                    task = self._waiting.popleft()
                    actor.tasks[actor.handle.do.remote(task)] = task

    def _started(self) -> _Actor:
        import ray

        remote = ray.remote(num_cpus=1, max_restarts=0, scheduling_strategy="SPREAD")(RayWorker)
        handle = remote.remote(self._job)
        return _Actor(handle, handle.open.remote())

    def _told(self, seconds: float) -> Iterator[Finished]:
        import ray

        actor_of = {ref: actor for actor in self._actors for ref in actor.tasks}
        actor_of |= {actor.opened: actor for actor in self._actors if not actor.ready}
        refs = list(actor_of)
        if not ray.wait(refs, timeout=seconds)[0]:
            return
        for ref in ray.wait(refs, num_returns=len(refs), timeout=0)[0]:
            actor = actor_of[ref]
            if actor not in self._actors:
                continue  # it died, and its tasks wait already
            try:
                message = ray.get(ref)
            except ray.exceptions.RayError as error:
                yield from self._replaced(actor, type(error).__name__)
                continue
            if isinstance(message, RoadeyeError):
                raise message
            if message == READY:
                actor.ready = True
                self._deaths.opened()
            else:
                yield Finished(actor.tasks.pop(ref), message)

    def _replaced(self, actor: _Actor, ending: str) -> Iterator[Finished]:
        """Forget an actor that died: the task in its hands is tried once more, then given up."""
        self._actors.remove(actor)
        _kill(actor)
        tasks = list(actor.tasks.values())
        if not actor.ready:
            self._deaths.at_start(ending)
        elif tasks and (given_up := self._deaths.at_work(tasks[0], ending)):
            tasks.pop(0)
            yield given_up
        self._waiting.extendleft(reversed(tasks))

    def _ended_in_time(self) -> Iterator[Finished]:
        """Let the tasks in work end, as far as they do so soon."""
        until = time.monotonic() + GRACE
        while self._in_work() and (left := until - time.monotonic()) > 0:
            yield from self._told(left)

    def _end(self) -> None:
        """End all actors at once."""
        for actor in self._actors:
            _kill(actor)
        self._actors.clear()


def _kill(actor: _Actor) -> None:
    import ray

    with suppress(Exception):  # it is dead already, or the cluster is gone
        ray.kill(actor.handle)


def _lost_cluster(where: str, error: Exception) -> InputError:
    return InputError(
        f"the connection to Ray at {where} was lost ({type(error).__name__}); what is done is kept: "
        "run the same again.",
        code="no-ray",
    )
