"""Items done by a pool of workers, the answers in the order of the items."""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from typing import Generic, NamedTuple, TypeVar

ItemT = TypeVar("ItemT")
AnswerT = TypeVar("AnswerT")


class Numbered(NamedTuple, Generic[ItemT]):
    """Name an item by its place."""

    key: int
    item: ItemT


@dataclass(frozen=True)
class OpensNumbered(Generic[ItemT, AnswerT]):
    """Open what answers to numbered items, in any process.

    Attributes:
        opens: Opens what answers to an item.
    """

    opens: Callable[[], Callable[[ItemT], AnswerT]]

    def __call__(self) -> Callable[[Numbered[ItemT]], AnswerT]:
        """Open it."""
        answer = self.opens()
        return lambda numbered: answer(numbered.item)


def in_order(
    pool: Callable[
        [Iterator[Numbered[ItemT]], Callable[[], bool]],
        Generator[tuple[Numbered[ItemT], AnswerT] | None, None, None],
    ],
    items: Iterable[ItemT],
) -> Generator[AnswerT, None, None]:
    """Yield the answer to each item, in order; early answers wait for those before them.

    Args:
        pool: Answers to numbered items in any order; see `ProcessPool` and `RayPool`.
        items: Asked for as many as the workers have room for.
    """
    early: dict[int, AnswerT] = {}
    wanted = 0
    with closing(pool(map(Numbered, count(), items), lambda: False)) as ended:
        for one in ended:
            if one is None:
                continue
            numbered, answer = one
            early[numbered.key] = answer
            while wanted in early:
                yield early.pop(wanted)
                wanted += 1
