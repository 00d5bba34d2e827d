"""What a server or a page says of its models."""

from pathlib import Path

import msgspec

from roadeye.model.engine import PACKAGED, RUN_MODEL
from roadeye.model.spec import ModelSpec


class OfferedHead(msgspec.Struct, frozen=True):
    """A head of a model.

    Attributes:
        name: The name that requests use; empty for the only head of a model.
        description: What this head calls road.
        threshold: A pixel is road if its probability is at least this.
        temperature: The logits are divided by this to calibrate the probability.
    """

    name: str
    description: str
    threshold: float
    temperature: float


class OfferedModel(msgspec.Struct, frozen=True):
    """A model of the server.

    Attributes:
        name: The name that requests use.
        description: What it finds.
        licence: The licence of its weights.
        parameters: Number of weights.
        input_sizes: Sizes (height, width) of the network's input.
        heads: Its heads. Requests use the first one unless they name another.
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
