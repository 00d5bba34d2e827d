"""The models that a server offers, by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from roadeye.errors import InputError
from roadeye.inference.crop import Rows
from roadeye.inference.segmenter import Segmenter
from roadeye.model.engine import Engine, open_engine
from roadeye.server.offer import OfferedModels, model_name, offer
from roadeye.server.problem_details import Problem


@dataclass(frozen=True)
class Choice:
    """Say which model a client asks for, and how to use it; None leaves it to the model."""

    model: str | None = None
    head: str | None = None
    threshold: float | None = None
    rows: Rows | None = None


Engines = Mapping[str, Engine]
"""One engine of each model, for one thread."""


def open_models(models: Sequence[str], threads: int) -> list[Engines]:
    """Open models once for each thread, and once for videos.

    Args:
        models: `roadeye`, `roadeye-open`, model files or run folders.
        threads: Number of threads for pictures.

    Raises:
        ModelError: One cannot be opened.
        InputError: Two have the same name.
    """
    opened: dict[str, Sequence[Engine]] = {}
    for model in models:
        name = model_name(model)
        if name in opened:
            raise InputError(f"two models are called {name}: rename one of the files.")
        opened[name] = open_engine(model, threads + 1).split()
    return [
        {name: engines[one % len(engines)] for name, engines in opened.items()}
        for one in range(threads + 1)
    ]


def offer_all(engines: Engines) -> OfferedModels:
    """Describe all models to clients."""
    return OfferedModels(tuple(offer(name, engine.spec) for name, engine in engines.items()))


def chosen_name(engines: Engines, choice: Choice) -> str:
    """Return the name of the model that a client asks for.

    Raises:
        Problem: There is none of this name.
    """
    if choice.model is None:
        return next(iter(engines))
    if choice.model not in engines:
        raise Problem(
            "no-such-model",
            f"there is no model {choice.model[:80]!r}; there are: {', '.join(engines)}.",
        )
    return choice.model


def choose(engines: Engines, choice: Choice) -> Segmenter:
    """Return a segmenter as a client asks for it.

    Raises:
        Problem: There is no such model.
        ModelError: The model has no such head.
        InputError: The threshold is no probability.
    """
    engine = engines[chosen_name(engines, choice)]
    return Segmenter(engine, choice.head, choice.threshold, choice.rows)
