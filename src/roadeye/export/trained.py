"""A trained network to export: what it is made of, its weights, and what is known about it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import keras
import msgspec
import numpy as np

from roadeye.arrays import Size
from roadeye.errors import InputError
from roadeye.model.spec import ModelSpec
from roadeye.training.networks.build import MULTIPLE, build
from roadeye.training.networks.config import NetworkConfig
from roadeye.training.run_split import Split

_SCORES = "score"
"""Layers whose names begin so give logits; only linear layers come behind them."""


@dataclass(frozen=True)
class Trained:
    """Hold a trained network.

    Attributes:
        network: Which network.
        weights: Its weights, in the order of `keras.Model.get_weights`.
        spec: What a model file of it shall say about itself.
        split: What it was trained and validated on, where a run is around it.
        builder: Builds the network without its weights.
    """

    network: NetworkConfig
    weights: list[Any]
    spec: ModelSpec
    split: Split | None = None
    builder: Callable[[NetworkConfig, Size | None], keras.Model] = build

    def model(self, input_size: Size | None = None) -> keras.Model:
        """Build the network with its weights; its output is logits.

        Args:
            input_size: Height and width; None takes any.
        """
        model = self.builder(self.network, input_size)
        model.set_weights(self.weights)
        return model


def at_size(trained: Trained, input_size: Size) -> Trained:
    """Return a network that takes one input size alone.

    Raises:
        InputError: The network cannot have this size.
    """
    try:
        told = msgspec.to_builtins(trained.spec) | {"input_sizes": [input_size]}
        spec = msgspec.convert(told, ModelSpec)
    except msgspec.ValidationError as error:
        height, width = input_size
        raise InputError(
            f"a network cannot have an input of {height}×{width} pixels: give a height and width "
            f"from 32 to 8192 that {MULTIPLE} divides, such as 240x800.",
            code="bad-size",
        ) from error
    return replace(trained, spec=spec)


def at_head(trained: Trained, name: str) -> Trained:
    """Return a network that gives one head alone, for programs that expect one map.

    Raises:
        ModelError: The network has no such head.
    """
    index = trained.spec.head_index(name)
    network = msgspec.structs.replace(trained.network, heads=(name,))
    weights = [
        value[..., index : index + 1] if variable.path.startswith(_SCORES) else value
        for variable, value in zip(trained.model().weights, trained.weights, strict=True)
    ]
    spec = msgspec.structs.replace(
        trained.spec,
        heads=(trained.spec.heads[index],),
        parameters=sum(value.size for value in weights),
    )
    return replace(trained, network=network, weights=weights, spec=spec)


def folded(trained: Trained) -> Trained:
    """Return a network whose own probabilities are calibrated: temperatures divided into weights.

    What gives logits is divided, so that any program reads calibrated probabilities and applying a
    temperature costs nothing; the spec then says 1.
    """
    temperatures = np.array([head.temperature for head in trained.spec.heads], np.float32)
    if (temperatures == 1).all():
        return trained
    model = trained.model()
    for layer in model.layers:
        if layer.name.startswith(_SCORES):
            layer.set_weights([weight / temperatures for weight in layer.get_weights()])
    heads = tuple(msgspec.structs.replace(head, temperature=1.0) for head in trained.spec.heads)
    spec = msgspec.structs.replace(trained.spec, heads=heads)
    return replace(trained, weights=model.get_weights(), spec=spec)
