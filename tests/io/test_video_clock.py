"""Times of frames: seconds since the first one, going on where clips were joined."""

from fractions import Fraction

import pytest

from roadeye.io.video_clock import Clock, ShownInOrder


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ([0, 1, 2, 3], [0, 1, 2, 3]),
        ([7, 8, 9], [0, 1, 2]),  # from the first frame
        ([-2, -1, 0], [0, 1, 2]),
        ([0, 1, 4, 5], [0, 1, 4, 5]),  # a gap is a gap
        ([0, 1, 2, 0, 1, 2], [0, 1, 2, 3, 4, 5]),  # joined: the clock restarts
        ([5, 6, 5, 6, 5, 6], [0, 1, 1, 1, 1, 1]),  # a stutter by one frame is no restart
        ([None, None, None], [0, 1, 2]),  # a raw stream
    ],
)
def test_times(shown: list[int | None], expected: list[int]) -> None:
    clock = Clock(Fraction(10))
    times = [clock.tick(None if at is None else Fraction(at, 10), Fraction(1, 10)) for at in shown]
    assert [10 * time for time in times] == expected


@pytest.mark.parametrize(("joinable", "second"), [(True, 1), (False, 3600)])
def test_a_long_gap_is_a_join_in_containers_that_can_be_joined(joinable: bool, second: int) -> None:
    clock = Clock(Fraction(1), joinable=joinable)
    clock.tick(Fraction(0), Fraction(1))
    assert clock.tick(Fraction(3600), Fraction(1)) == second


def test_packets_in_the_order_of_decoding() -> None:
    order = ShownInOrder()
    for dts in (0, 1, None, 5):
        order.packet(dts)
    assert [order.frame() for _ in range(4)] == [0, 1, 5, None]
