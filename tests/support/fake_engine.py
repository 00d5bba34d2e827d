"""Engines for tests that need no network: the road is what a function of the picture says."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from roadeye.arrays import Image, Probability
from roadeye.model.engine import Batch, Probabilities
from roadeye.model.spec import Head, ModelSpec


def fake_spec(*input_sizes: tuple[int, int], heads: tuple[Head, ...] = (Head(),)) -> ModelSpec:
    """Describe a model that takes these sizes."""
    return ModelSpec(
        name="fake",
        version="0",
        input_sizes=input_sizes or ((96, 320),),
        description="what a test says",
        heads=heads,
        trained_on=(),
        licence="none",
        parameters=0,
    )


def bright(image: Image) -> Probability:
    """Call what is bright road."""
    return (image[:, :, 0] / 255).astype(np.float32)


@dataclass(frozen=True)
class FakeEngine:
    """Answer each picture by a function; the same for every head."""

    answer: Callable[[Image], Probability] = bright
    spec: ModelSpec = fake_spec()  # noqa: RUF009

    def __call__(self, batch: Batch) -> Probabilities:
        maps = [self.answer(image) for image in batch]
        return np.repeat(np.stack(maps)[..., np.newaxis], len(self.spec.heads), axis=-1)

    def split(self) -> "list[FakeEngine]":
        return [self]

    def close(self) -> None:
        """Hold nothing."""
