"""What `RayPool` asks of Ray, in this process: actors answer in turn, the later ones first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import ModuleType, SimpleNamespace
from typing import Any


class ActorDiedError(Exception):
    """Told of all that an actor had in hand when it died."""


class Death(BaseException):
    """Raised by what an actor does, to end it."""


@dataclass(eq=False)
class _Reference:
    actor: "_Actor"
    call: Callable[[], Any]


@dataclass(eq=False)
class _Actor:
    worker: Any
    calls: list[_Reference] = field(default_factory=list)
    dead: bool = False

    def method(self, name: str) -> SimpleNamespace:
        def remote(*arguments: object) -> _Reference:
            reference = _Reference(self, lambda: getattr(self.worker, name)(*arguments))
            self.calls.append(reference)
            return reference

        return SimpleNamespace(remote=remote)


class FakeRay(ModuleType):
    """Stand in for the module; a cluster of two cores that runs already.

    Attributes:
        actors: All that were started.
    """

    exceptions = SimpleNamespace(RayError=ActorDiedError)

    def __init__(self) -> None:
        super().__init__("ray")
        self.actors: list[_Actor] = []

    def is_initialized(self) -> bool:
        return True

    def cluster_resources(self) -> dict[str, float]:
        return {"CPU": 2.0}

    def remote(self, **_: object) -> Callable[[type], SimpleNamespace]:
        def start(kind: type, *arguments: object) -> SimpleNamespace:
            actor = _Actor(kind(*arguments))
            self.actors.append(actor)
            return SimpleNamespace(open=actor.method("open"), do=actor.method("do"), actor=actor)

        return lambda kind: SimpleNamespace(remote=lambda *given: start(kind, *given))

    def wait(
        self, references: Sequence[_Reference], num_returns: int = 1, timeout: float = 0
    ) -> tuple[list[_Reference], list[_Reference]]:
        """Return the first call in hand of the actor that was started last."""
        del num_returns, timeout
        ready = [one for one in references if one.actor.dead or one.actor.calls[0] is one]
        first = max(ready, key=lambda one: self.actors.index(one.actor))
        return [first], [one for one in references if one is not first]

    def get(self, reference: _Reference) -> object:
        actor = reference.actor
        if not actor.dead:
            actor.calls.remove(reference)
            try:
                return reference.call()
            except Death:
                actor.dead = True
        raise ActorDiedError

    def kill(self, handle: SimpleNamespace) -> None:
        handle.actor.dead = True
