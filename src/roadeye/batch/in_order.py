"""Items done by a pool of workers, the answers in the order of the items."""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from typing import Generic, NamedTuple

from roadeye.batch.pool import AnswerT, ItemT, WorkerSpec


class Numbered(NamedTuple, Generic[ItemT]):
    """Name an item by its place."""

    key: int
    item: ItemT


@dataclass(frozen=True)
class _OpensNumbered(Generic[ItemT, AnswerT]):
    """Open what answers to numbered items, in any process.

    Attributes:
        opens: Opens what answers to an item.
    """

    opens: Callable[[], Callable[[ItemT], AnswerT]]

    def __call__(self) -> Callable[[Numbered[ItemT]], AnswerT]:
        """Open it."""
        answer = self.opens()
        return lambda numbered: answer(numbered.item)


def numbered(spec: WorkerSpec[ItemT, AnswerT]) -> WorkerSpec[Numbered[ItemT], AnswerT]:
    """Return what does for numbered items what a worker does for items."""
    return WorkerSpec(
        _OpensNumbered(spec.opens), lambda one, ending: spec.given_up(one.item, ending), spec.advice
    )


def in_order(
    pool: Callable[
        [Iterator[Numbered[ItemT]], Callable[[], bool]],
        Generator[tuple[Numbered[ItemT], AnswerT] | None, None, None],
    ],
    items: Iterable[ItemT],
) -> Generator[AnswerT, None, None]:
    """Yield the answer to each item, in order; early answers wait for those before them.

    Args:
        pool: Does `numbered` items in any order, such as `ProcessPool` or `RayPool`.
        items: Asked for as many as the workers have room for.
    """
    early: dict[int, AnswerT] = {}
    wanted = 0
    with closing(pool(map(Numbered, count(), items), lambda: False)) as ended:
        for one in ended:
            if one is None:
                continue
            item, answer = one
            early[item.key] = answer
            while wanted in early:
                yield early.pop(wanted)
                wanted += 1
