"""Stages overlap, keep the order, hand errors on, and end with their consumer."""

import threading
import time
from collections.abc import Iterator

import pytest

from roadeye.inference.stages import DEPTH, overlapped


def test_order_is_kept_through_stages() -> None:
    found = overlapped(range(50), lambda one: one * 2, str)
    assert list(found) == [str(2 * number) for number in range(50)]


def test_an_empty_source_gives_nothing() -> None:
    assert list(overlapped([], str)) == []


def test_stages_work_at_the_same_time() -> None:
    def slow(one: int) -> int:
        time.sleep(0.02)
        return one

    started = time.perf_counter()
    assert len(list(overlapped(range(10), slow, slow, slow))) == 10
    assert time.perf_counter() - started < 10 * 3 * 0.02, "as long as one after another"


def test_what_came_before_an_error_is_yielded_first() -> None:
    def odd(one: int) -> int:
        if one == 3:
            raise ValueError("three")
        return one

    found = overlapped(range(10), odd, int)
    assert [next(found) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="three"):
        next(found)


def test_an_error_of_the_source_is_handed_on() -> None:
    def source() -> Iterator[int]:
        yield 1
        raise OSError("gone")

    found = overlapped(source(), int)
    assert next(found) == 1
    with pytest.raises(OSError, match="gone"):
        next(found)


def test_memory_is_bounded_and_threads_end_with_the_consumer() -> None:
    before = threading.active_count()
    taken, closed = [], threading.Event()

    def source() -> Iterator[int]:
        try:
            for number in range(1000):
                taken.append(number)
                yield number
        finally:
            closed.set()

    found = overlapped(source(), int, int)
    next(found)
    time.sleep(0.1)
    assert len(taken) <= 3 * DEPTH + 6, "each stage holds one, each queue a few"
    found.close()
    assert closed.is_set()
    assert threading.active_count() == before
