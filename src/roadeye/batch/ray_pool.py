"""Do tasks in Ray's actors; one that dies, with its node or alone, has its tasks done by others."""

import time
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Generic

from roadeye.batch.pool import AHEAD, GRACE, POLL, AnswerT, Deaths, TaskT, WorkerSpec
from roadeye.batch.ray_cluster import RayActors, connected
from roadeye.batch.ray_worker import RayWorker
from roadeye.errors import InputError, RoadeyeError


@dataclass(eq=False)
class _Actor(Generic[TaskT]):
    handle: Any
    opened: Any
    tasks: dict[Any, TaskT] = field(default_factory=dict)  # by what awaits the answer, in order
    ready: bool = False


class RayPool(Generic[TaskT, AnswerT]):
    """Do tasks in Ray's actors, each with an engine of one thread.

    Args:
        spec: What every actor does.
        actors: Where, and how many; one for each core unless it is said.
    """

    def __init__(self, spec: WorkerSpec[TaskT, AnswerT], actors: RayActors) -> None:
        self._spec = spec
        self._ray = actors
        self._actors: list[_Actor[TaskT]] = []
        self._waiting: deque[TaskT] = deque()
        self._deaths = Deaths("of Ray's actors", spec.advice)

    def __call__(
        self, tasks: Iterator[TaskT], stopped: Callable[[], bool]
    ) -> Generator[tuple[TaskT, AnswerT] | None, None, None]:
        """Do tasks as they come, in any order, each told once.

        Args:
            tasks: Asked for as many as the actors have room for.
            stopped: Where it says yes, no task is begun any more, and tasks in work have half a
                second to end.

        Yields:
            Each task and its answer as it ends, and None now and then, so that the caller can do
            what is due.

        Raises:
            MissingExtraError: Ray is not installed.
            RoadeyeError: The cluster or its disk cannot be reached, the model cannot be opened or
                run, or actors die as they start.
        """
        first = next(tasks, None)  # it is begun in the manifest, which actors look for
        if first is None:
            return
        self._waiting.append(first)
        with connected(self._ray) as cores:
            try:
                while not stopped():
                    self._give(tasks, self._ray.number or cores)
                    if not self._in_work() and not self._waiting:
                        return
                    yield from self._told(POLL)
                    yield None
                yield from self._ended_in_time()
            except (ConnectionError, TimeoutError) as error:
                raise self._lost(error) from error
            finally:
                self._end()

    def _lost(self, error: Exception) -> InputError:
        return InputError(
            f"the connection to Ray at {self._ray.where} was lost ({type(error).__name__}). "
            f"{self._spec.advice}",
            code="ray-lost",
        )

    def _in_work(self) -> int:
        return sum(len(actor.tasks) for actor in self._actors)

    def _give(self, tasks: Iterator[TaskT], wanted: int) -> None:
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

    def _started(self) -> _Actor[TaskT]:
        import ray

        remote = ray.remote(num_cpus=1, max_restarts=0, scheduling_strategy="SPREAD")(RayWorker)
        handle = remote.remote(self._spec.opens)
        return _Actor(handle, handle.open.remote())

    def _told(self, seconds: float) -> Iterator[tuple[TaskT, AnswerT]]:
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
            if ref == actor.opened:
                actor.ready = True
                self._deaths.opened()
            else:
                yield actor.tasks.pop(ref), message

    def _replaced(self, actor: _Actor[TaskT], ending: str) -> Iterator[tuple[TaskT, AnswerT]]:
        """Forget an actor that died: the task in its hands is tried once more, then given up."""
        self._actors.remove(actor)
        _kill(actor)
        tasks = list(actor.tasks.values())
        if not actor.ready:
            self._deaths.at_start(ending)
        elif tasks and self._deaths.at_work(tasks[0].key):
            task = tasks.pop(0)
            yield task, self._spec.given_up(task, ending)
        self._waiting.extendleft(reversed(tasks))

    def _ended_in_time(self) -> Iterator[tuple[TaskT, AnswerT]]:
        """Let the tasks in work end, as far as they do so soon."""
        until = time.monotonic() + GRACE
        while self._in_work() and (left := until - time.monotonic()) > 0:
            yield from self._told(left)

    def _end(self) -> None:
        """End all actors at once."""
        for actor in self._actors:
            _kill(actor)
        self._actors.clear()


def _kill(actor: _Actor[Any]) -> None:
    import ray

    with suppress(Exception):  # it is dead already, or the cluster is gone
        ray.kill(actor.handle)
