"""What the first weights answer to a picture, for the heads that its labels do not teach.

Fine-tuning moves the layers that all heads share. A head that no label teaches would go wherever
they take it; trained on the answers of the first weights, it keeps saying what it said (Li and
Hoiem, Learning without forgetting, ECCV 2016).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
from jaxtyping import UInt8

from roadeye.arrays import Image, Size
from roadeye.inference.letterbox import inside, letterbox, nearest_size, resize
from roadeye.training.datasets import Progress
from roadeye.training.examples import Example, ExampleCache
from roadeye.training.targets import ANSWER_STEPS

Answer: TypeAlias = UInt8[np.ndarray, "predicted_height predicted_width"]
"""The probability of road times `ANSWER_STEPS`, where a picture lies in the network's input."""


def with_answers(
    cache: ExampleCache, model: Any, input_sizes: Sequence[Size], progress: Progress
) -> ExampleCache:
    """Return examples that carry what a network answers to each whole picture.

    The network sees each picture once, as prediction does, and its crops take their part of the
    answer. The paper runs the first network on what each step sees: a forward pass more a step.

    Args:
        cache: The examples.
        model: A network with its first weights.
        input_sizes: The input sizes of the model.
        progress: Shows the progress.
    """
    held = []
    with progress("first answers", cache.count, "pictures") as shown:
        for number in range(cache.count):
            held.append(answers(model, cache[number].image, input_sizes))
            shown.advance(1)

    def read(number: int) -> Example:
        example = cache[number]
        size = (example.target.shape[0], example.target.shape[1])
        return replace(example, answers=tuple(resize(answer, size) for answer in held[number]))

    return ExampleCache(read, cache.count, budget=0)


def answers(model: Any, image: Image, input_sizes: Sequence[Size]) -> tuple[Answer, ...]:
    """Return what a network answers to a picture, a map for each head."""
    tensor, where = letterbox(image, nearest_size((image.shape[0], image.shape[1]), input_sizes))
    logits = model.predict_on_batch(tensor[None].astype(np.float32))[0][inside(where)]
    probability = np.exp(-np.logaddexp(0, -logits.astype(np.float64)))  # of any logit, no overflow
    steps = np.rint(ANSWER_STEPS * probability).astype(np.uint8)
    return tuple(np.ascontiguousarray(steps[:, :, head]) for head in range(steps.shape[2]))
