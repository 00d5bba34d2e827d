"""Something done with each of many items by Ray's actors, the answers in the order of the items."""

from collections.abc import Callable, Generator, Iterable

from roadeye.batch.in_order import AnswerT, ItemT, Numbered, OpensNumbered, in_order
from roadeye.batch.pool import AGAIN
from roadeye.batch.ray_cluster import RayActors
from roadeye.batch.ray_node import OnNode
from roadeye.batch.ray_pool import RayPool


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
    pool: RayPool[Numbered[ItemT], AnswerT] = RayPool(
        OpensNumbered(on_node), lambda one, ending: given_up(one.item, ending), actors, advice
    )
    return in_order(pool, items)
