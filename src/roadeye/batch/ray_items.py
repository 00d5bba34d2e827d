"""Something done with each of many items by Ray's actors, the answers in the order of the items."""

from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from typing import Generic, NamedTuple, TypeVar

from roadeye.batch.pool import AGAIN
from roadeye.batch.ray_cluster import RayActors
from roadeye.batch.ray_node import OnNode
from roadeye.batch.ray_pool import RayPool

ItemT = TypeVar("ItemT")
AnswerT = TypeVar("AnswerT")


class _Numbered(NamedTuple, Generic[ItemT]):
    key: int
    item: ItemT


def answers_of(
    on_node: OnNode[ItemT, AnswerT],
    items: Iterable[ItemT],
    given_up: Callable[[ItemT, str], AnswerT],
    actors: RayActors,
    advice: str = AGAIN,
) -> Generator[AnswerT, None, None]:
    """Yield what actors answer to each item, in order; early answers wait for those before them.

    Args:
        on_node: Opens what answers.
        items: Asked for as many as the actors have room for.
        given_up: Answers for an item at which two actors died, told how the last one ended.
        actors: Where, and how many.
        advice: What to do where the cluster is lost or actors die as they start.

    Raises:
        RoadeyeError: What `RayPool` raises, and what the actors raise.
    """
    pool: RayPool[_Numbered[ItemT], AnswerT] = RayPool(
        _Numbers(on_node), lambda one, ending: given_up(one.item, ending), actors, advice
    )
    early: dict[int, AnswerT] = {}
    wanted = 0
    with closing(pool(map(_Numbered, count(), items), lambda: False)) as ended:
        for one in ended:
            if one is None:
                continue
            numbered, answer = one
            early[numbered.key] = answer
            while wanted in early:
                yield early.pop(wanted)
                wanted += 1


@dataclass(frozen=True)
class _Numbers(Generic[ItemT, AnswerT]):
    """Open what answers to numbered items."""

    on_node: OnNode[ItemT, AnswerT]

    def __call__(self) -> Callable[[_Numbered[ItemT]], AnswerT]:
        answer = self.on_node()
        return lambda numbered: answer(numbered.item)
