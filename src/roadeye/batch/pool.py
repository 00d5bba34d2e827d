"""What all pools keep to, whatever does their tasks: how much waits, and what follows a death."""

from collections import Counter

from roadeye.batch.identity import Key
from roadeye.batch.record import died_twice
from roadeye.batch.task import Finished, Task
from roadeye.errors import InputError

AHEAD = 2
"""Tasks a worker: it never waits for who gives them."""

POLL = 0.1
"""Seconds until it is seen that the job shall stop."""

GRACE = 0.5
"""Seconds that tasks in work have to end, so that all ends within one."""

_TRIES = 2
_DEAD_STARTS = 3


class Deaths:
    """Count the workers of a pool that die, and the tasks that they had in hand.

    Args:
        workers: What they are called after their number.
    """

    def __init__(self, workers: str) -> None:
        self._workers = workers
        self._tries: Counter[Key] = Counter()
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
                f"{_DEAD_STARTS} {self._workers} died while they opened the model ({ending}); what "
                "is done is kept: run the same again.",
                code="worker-died",
            )

    def at_work(self, task: Task, ending: str) -> Finished | None:
        """Note that a worker died with a task in hand.

        Returns:
            The task, given up, if it was tried before; None if it is to be tried again.
        """
        self._tries[task.key] += 1
        return died_twice(task, ending) if self._tries[task.key] >= _TRIES else None
