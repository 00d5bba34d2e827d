"""What all pools keep to, whatever does their tasks: how much waits, and what follows a death."""

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar, runtime_checkable

from roadeye.errors import InputError

AHEAD = 2
"""Tasks a worker: it never waits for who gives them."""

POLL = 0.1
"""Seconds until it is seen that the job shall stop."""

GRACE = 0.5
"""Seconds that tasks in work have to end, so that all ends within one."""

AGAIN = "Run the same command again."
"""What to do after a pool has failed and nothing is kept."""

KEPT = "Finished inputs are kept: run the same command again."
"""What to do after a pool has failed in a job with a manifest."""

_TRIES = 2
_DEAD_STARTS = 3


@runtime_checkable
class Keyed(Protocol):
    """A task that a key names."""

    @property
    def key(self) -> Hashable:
        """Names it among the tasks of a pool."""
        ...


TaskT = TypeVar("TaskT", bound=Keyed)
ItemT = TypeVar("ItemT")
AnswerT = TypeVar("AnswerT")


@dataclass(frozen=True)
class WorkerSpec(Generic[ItemT, AnswerT]):
    """Say what every worker of a pool does, and what follows where workers die.

    Attributes:
        opens: Opens what does a task, in every worker, so it must be picklable.
        given_up: Answers for a task at which two workers died, told how the last one ended.
        advice: What to do where workers die as they start, or all are lost.
    """

    opens: Callable[[], Callable[[ItemT], AnswerT]]
    given_up: Callable[[ItemT, str], AnswerT]
    advice: str = AGAIN


class Deaths:
    """Count the workers of a pool that die, and the tasks that they had in hand.

    Args:
        workers: What they are called after their number.
        advice: What to do where they die as they start.
    """

    def __init__(self, workers: str, advice: str) -> None:
        self._workers = workers
        self._advice = advice
        self._tries: Counter[Hashable] = Counter()
        self._starts = 0

    def opened(self) -> None:
        """Note that a worker has opened the model."""
        self._starts = 0

    def at_start(self, ending: str) -> None:
        """Note that a worker died before it had opened the model.

        Args:
            ending: How it ended, in a few words.

        Raises:
            InputError: It is the third in a row.
        """
        self._starts += 1
        if self._starts >= _DEAD_STARTS:
            raise InputError(
                f"{_DEAD_STARTS} {self._workers} died while opening the model ({ending}). "
                f"{self._advice}",
                code="worker-died",
            )

    def at_work(self, key: Hashable) -> bool:
        """Note that a worker died with a task in hand.

        Args:
            key: Names the task.

        Returns:
            Whether the task was tried before, and is given up.
        """
        self._tries[key] += 1
        return self._tries[key] >= _TRIES
