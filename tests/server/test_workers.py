"""Work runs in threads; a little waits, the rest is sent away."""

import asyncio
from threading import Event

import pytest

from roadeye.server.problem_details import Problem
from roadeye.server.workers import Workers


def test_each_thread_has_a_tool_of_its_own() -> None:
    async def run() -> set[str]:
        workers = Workers(["a", "b"], waiting=10)
        both = Event()
        seen: list[str] = []

        def work(tool: str) -> str:
            seen.append(tool)
            if len(set(seen)) == 2:
                both.set()
            assert both.wait(10), "the two threads did not work at once"
            return tool

        found = await asyncio.gather(*(workers.run(work) for _ in range(6)))
        workers.close()
        return set(found)

    assert asyncio.run(run()) == {"a", "b"}


def test_more_than_may_wait_is_sent_away_and_room_returns() -> None:
    async def run() -> None:
        workers = Workers([0], waiting=1)
        go = Event()
        first = asyncio.create_task(workers.run(lambda _: go.wait(10)))
        second = asyncio.create_task(workers.run(lambda _: go.wait(10)))
        await asyncio.sleep(0)
        assert (workers.inside, workers.waiting) == (2, 1)
        with pytest.raises(Problem) as refused:
            await workers.run(lambda _: None)
        assert refused.value.code == "busy"
        assert 1 <= int(refused.value.headers["Retry-After"]) <= 60
        go.set()
        assert list(await asyncio.gather(first, second)) == [True, True]
        await asyncio.sleep(0.05)
        assert workers.inside == 0
        assert await workers.run(lambda tool: tool) == 0
        workers.close()

    asyncio.run(run())


def test_an_error_of_the_work_comes_back_and_leaves_no_trace() -> None:
    def fail(_: int) -> None:
        raise ValueError("of the work")

    async def run() -> None:
        workers = Workers([0], waiting=0)
        with pytest.raises(ValueError, match="of the work"):
            await workers.run(fail)
        await asyncio.sleep(0.05)
        assert workers.inside == 0
        workers.close()

    asyncio.run(run())


def test_a_client_that_leaves_frees_its_place_when_the_work_is_done() -> None:
    async def run() -> None:
        workers = Workers([0], waiting=0)
        go = Event()
        task = asyncio.create_task(workers.run(lambda _: go.wait(10)))
        await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.sleep(0.05)
        assert workers.inside == 1  # the thread is still at it
        go.set()
        workers.close()
        await asyncio.sleep(0.05)
        assert workers.inside == 0

    asyncio.run(run())
