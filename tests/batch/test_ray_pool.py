"""Answers of actors come in the order of the items, whatever dies; with a Ray that is not real."""

import sys
from collections.abc import Callable, Generator, Iterable, Iterator

import pytest
from fake_ray import Death, FakeRay

from roadeye.batch.in_order import in_order, numbered
from roadeye.batch.pool import AGAIN, WorkerSpec
from roadeye.batch.ray_cluster import RayActors
from roadeye.batch.ray_node import on_nodes
from roadeye.batch.ray_pool import RayPool
from roadeye.errors import InputError, ModelError


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeRay:
    fake = FakeRay()
    monkeypatch.setitem(sys.modules, "ray", fake)
    return fake


def squares() -> Callable[[int], int]:
    def square(number: int) -> int:
        if number == 13:
            raise Death
        if number == 17:
            raise InputError("17 is broken.")
        return number * number

    return square


def asked(
    numbers: Iterable[int],
    opens: Callable[[], Callable[[int], int]] = squares,
    advice: str = AGAIN,
) -> Generator[int, None, None]:
    spec = WorkerSpec(on_nodes(opens, "roadeye", None), lambda number, _: -number, advice)
    return in_order(RayPool(numbered(spec), RayActors()), numbers)


def answers(numbers: list[int], opens: Callable[[], Callable[[int], int]] = squares) -> list[int]:
    return list(asked(numbers, opens))


def test_answers_are_in_order_though_actors_are_not(fake: FakeRay) -> None:
    assert answers(list(range(12))) == [number * number for number in range(12)]
    assert len(fake.actors) == 2
    assert all(actor.dead for actor in fake.actors)  # none is left behind
    assert not answers([])


def test_what_kills_is_tried_twice_and_all_else_is_answered_once(fake: FakeRay) -> None:
    assert answers([1, 2, 13, 3, 4, 5]) == [1, 4, -13, 9, 16, 25]
    assert len(fake.actors) == 4


def test_an_item_that_ends_the_run_and_a_model_that_cannot_be_opened(fake: FakeRay) -> None:
    with pytest.raises(InputError, match="17 is broken"):
        answers([1, 17, 2])

    def none() -> Callable[[int], int]:
        raise ModelError("no model here.")

    with pytest.raises(ModelError, match="no model here"):
        answers([1], none)

    def dies() -> Callable[[int], int]:
        raise Death

    with pytest.raises(InputError, match="3 of Ray's actors died while opening the model") as died:
        answers([1], dies)
    assert str(died.value).endswith("). Run the same command again.")  # nothing is kept
    assert all(actor.dead for actor in fake.actors)


def test_a_lost_cluster_is_told_with_the_advice_of_who_asked(
    fake: FakeRay, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object, **__: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(fake, "wait", lost)
    with pytest.raises(InputError, match=r"was lost \(ConnectionError\)\. Run the same") as plain:
        answers([1])
    assert plain.value.code == "ray-lost"
    with pytest.raises(InputError, match=r"was lost \(ConnectionError\)\. It resumes\.$"):
        list(asked([1], advice="It resumes."))


def test_items_are_taken_as_actors_have_room(fake: FakeRay) -> None:
    taken = []

    def numbers() -> Iterator[int]:
        for number in range(20):
            taken.append(number)
            yield number

    given = asked(numbers())
    assert next(given) == 0
    assert len(taken) <= 8
    given.close()
    assert all(actor.dead for actor in fake.actors)
