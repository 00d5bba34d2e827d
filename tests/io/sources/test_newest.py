"""The newest item counts."""

import threading

import pytest

from roadeye.io.sources.newest import EndedError, Newest


def test_what_nobody_took_is_dropped_and_counted() -> None:
    newest: Newest[int] = Newest()
    got = []
    for burst in (1, 3, 2):
        for number in range(burst):
            newest.give(number)
        taken = newest.take(0.0)
        assert taken is not None
        got.append((taken.item, taken.dropped))
    assert got == [(0, 0), (2, 2), (1, 1)]
    assert newest.take(0.0) is None


def test_the_last_item_comes_before_the_end() -> None:
    newest: Newest[int] = Newest()
    newest.give(7)
    newest.close()
    taken = newest.take(0.0)
    assert taken is not None
    assert taken.item == 7
    with pytest.raises(EndedError):
        newest.take(0.0)


def test_the_error_of_the_giver_reaches_the_taker() -> None:
    newest: Newest[int] = Newest()
    thread = threading.Thread(target=newest.close, args=(ValueError("gone"),))
    thread.start()
    with pytest.raises(ValueError, match="gone"):
        newest.take(10.0)
    thread.join()
