"""The models that a server offers, by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from roadeye.errors import InputError
from roadeye.inference.crop import Rows
from roadeye.inference.segmenter import Segmenter
from roadeye.model.engine import PACKAGED, RUN_MODEL, Engine, open_engine
from roadeye.model.spec import ModelSpec
from roadeye.server.problem_details import Problem


class OfferedHead(msgspec.Struct, frozen=True):
    """Describe a head.

    Attributes:
        name: What it is asked for by; empty for the only head of a model.
        description: What it means by road.
        threshold: A pixel is road where its probability is at least this.
        temperature: Logits are divided by this to give a calibrated probability.
    """

    name: str
    description: str
    threshold: float
    temperature: float


class OfferedModel(msgspec.Struct, frozen=True):
    """Describe a model.

    Attributes:
        name: What it is asked for by.
        description: What it finds.
        licence: The licence of its weights.
        parameters: Number of its weights.
        input_sizes: Sizes (height, width) of the network's input.
        heads: Its heads; the first is used unless another is asked for.
    """

    name: str
    description: str
    licence: str
    parameters: int
    input_sizes: tuple[tuple[int, int], ...]
    heads: tuple[OfferedHead, ...]


class OfferedModels(msgspec.Struct, frozen=True):
    """All models of a server.

    Attributes:
        models: The first is used unless another is asked for.
    """

    models: tuple[OfferedModel, ...]


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
    """Open models once for each thread.

    Args:
        models: `roadeye`, model files or run folders.
        threads: Number of threads.

    Raises:
        ModelError: One cannot be opened.
        InputError: Two have the same name.
    """
    opened: dict[str, Sequence[Engine]] = {}
    for model in models:
        name = model_name(model)
        if name in opened:
            raise InputError(f"two models are called {name}: rename one of the files.")
        opened[name] = open_engine(model, threads).split()
    return [{name: engines[one] for name, engines in opened.items()} for one in range(threads)]


def model_name(model: str) -> str:
    """Return what clients call a model: never a path.

    >>> model_name("roadeye"), model_name("runs/first/model.tflite"), model_name("a/b.tflite")
    ('roadeye', 'first', 'b')
    """
    path = Path(model)
    if model in PACKAGED:
        return model
    if path.name == RUN_MODEL:
        return path.absolute().parent.name
    return path.stem if path.suffix else path.absolute().name


def offer(name: str, spec: ModelSpec) -> OfferedModel:
    """Describe a model to clients."""
    heads = tuple(
        OfferedHead(head.name, spec.describe(head), head.threshold, head.temperature)
        for head in spec.heads
    )
    return OfferedModel(
        name, spec.description, spec.licence, spec.parameters, spec.input_sizes, heads
    )


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
