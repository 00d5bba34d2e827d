"""Do work in a few threads; so much may wait, and more is sent away at once."""

import asyncio
import math
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Generic, TypeVar

from roadeye.server.problem_details import Problem

Tool = TypeVar("Tool")
Result = TypeVar("Result")

_SMOOTH = 0.1  # weight of the newest piece of work in the mean time
_LONGEST_WAIT = 60


class Workers(Generic[Tool]):
    """Lend one tool to each thread, such as the engines that it runs.

    Args:
        tools: One for each thread.
        waiting: So much work may wait while all threads are busy.
    """

    def __init__(self, tools: list[Tool], waiting: int) -> None:
        self.inside = 0
        self._tools = list(tools)
        self._threads = len(tools)
        self._most = len(tools) + waiting
        self._pool = ThreadPoolExecutor(len(tools), "roadeye")
        self._mean_seconds = 0.05

    @property
    def waiting(self) -> int:
        """Work that no thread has begun."""
        return max(0, self.inside - self._threads)

    async def run(self, work: Callable[[Tool], Result]) -> Result:
        """Do a piece of work in a thread.

        Raises:
            Problem: So much waits already.
        """
        if self.inside >= self._most:
            raise Problem(
                "busy",
                f"{self.waiting} requests wait already; try again later.",
                {"Retry-After": str(self._seconds_to_wait())},
            )
        self.inside += 1
        loop = asyncio.get_running_loop()
        future = self._pool.submit(self._timed, work)
        future.add_done_callback(lambda done: self._leave(loop, done))
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Wait for the work that has begun, and drop what waits."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _timed(self, work: Callable[[Tool], Result]) -> Result:
        tool = self._tools.pop()  # there is one for each thread; lists are safe between threads
        started = time.perf_counter()
        try:
            return work(tool)
        finally:
            self._tools.append(tool)
            seconds = time.perf_counter() - started
            self._mean_seconds += _SMOOTH * (seconds - self._mean_seconds)

    def _leave(self, loop: asyncio.AbstractEventLoop, _: "Future[Any]") -> None:
        def count() -> None:
            self.inside -= 1

        if not loop.is_closed():
            loop.call_soon_threadsafe(count)

    def _seconds_to_wait(self) -> int:
        seconds = self.inside * self._mean_seconds / self._threads
        return min(_LONGEST_WAIT, max(1, math.ceil(seconds)))
