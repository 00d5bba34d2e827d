"""Decode the pictures of a run once, at the size at which they are learned."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from roadeye.arrays import Gray, Image, Size
from roadeye.data.dataset import Item, load
from roadeye.data.fingerprint import fingerprint
from roadeye.errors import InputError
from roadeye.inference.letterbox import inside, letterbox, nearest_size, place, resize
from roadeye.training.targets import IGNORED, resize_target, target_of

DETAIL = 2.0
"""Examples are kept at up to this many times the size of prediction, for crops that look closer."""


@dataclass(frozen=True)
class Example:
    """Hold a decoded picture for training.

    Attributes:
        name: Name of its item.
        image: The picture, possibly shrunk.
        target: 0 not road, 1 road, 255 does not count.
        scale: Factor from this grid to the size at which the picture is predicted.
        head: Position of the head that learns from it.
        fingerprint: Of the whole picture; empty for one that only validates.
        answers: What the first weights say of it; see `Crop`.
    """

    name: str
    image: Image
    target: Gray
    scale: float
    head: int = 0
    fingerprint: bytes = b""
    answers: tuple[Gray, ...] = ()

    @property
    def nbytes(self) -> int:
        """The memory it takes."""
        return self.image.nbytes + self.target.nbytes


def read_example(item: Item, input_sizes: Sequence[Size], scale: float, head: int = 0) -> Example:
    """Decode an item for training.

    Args:
        item: The labelled picture.
        input_sizes: The input sizes of the model, which decide the size of prediction.
        scale: Factor of the data set on that size.
        head: Position of the head that learns from it.

    Raises:
        InputError: The picture or its label is broken.
    """
    sample = load(item)
    height, width = sample.road.shape
    where = place((height, width), nearest_size((height, width), input_sizes))
    predicted = scale * np.sqrt(where.scaled[0] * where.scaled[1] / (height * width))
    kept = min(1.0, DETAIL * predicted)
    size = (max(1, round(height * kept)), max(1, round(width * kept)))
    return Example(
        name=sample.name,
        image=resize(sample.image, size),
        target=resize_target(target_of(sample), size),
        scale=float(predicted * width / size[1]),
        head=head,
        fingerprint=fingerprint(sample.image),
    )


def letterboxed(item: Item, input_sizes: Sequence[Size], head: int = 0) -> Example:
    """Decode an item for validation, letterboxed exactly as prediction does it.

    Raises:
        InputError: The picture or its label is broken.
    """
    sample = load(item)
    input_size = nearest_size(sample.road.shape, input_sizes)
    image, where = letterbox(sample.image, input_size)
    target = np.full(input_size, IGNORED, np.uint8)
    target[inside(where)] = resize_target(target_of(sample), where.scaled)
    return Example(name=sample.name, image=image, target=target, scale=1.0, head=head)


@dataclass(frozen=True)
class ExampleCache:
    """Give examples by number, from memory as far as the budget reaches.

    Attributes:
        read: Decodes the example of a number.
        count: How many there are.
        budget: Bytes that may be held.
    """

    read: Callable[[int], Example]
    count: int
    budget: int
    _held: dict[int, Example] = field(default_factory=dict)
    _used: list[int] = field(default_factory=lambda: [0])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __getitem__(self, index: int) -> Example:
        """Return the example of a number.

        Raises:
            InputError: Its picture or label is broken.
        """
        held = self._held.get(index)
        if held is not None:
            return held
        example = self.read(index)
        size = example.nbytes
        with self._lock:
            if index not in self._held and self._used[0] + size <= self.budget:
                self._held[index] = example
                self._used[0] += size
        return example


def broken_among(
    read: Callable[[int], object], count: int, observe: Callable[[], None], workers: int = 2
) -> list[str]:
    """Read every example once, so that a broken picture is found before training.

    Args:
        read: Reads the example of a number.
        count: How many there are.
        observe: Called after each example.
        workers: Threads that decode.

    Returns:
        What is wrong with each that cannot be read.
    """

    def attempt(index: int) -> str:
        try:
            read(index)
        except InputError as error:
            return str(error)
        finally:
            observe()
        return ""

    with ThreadPoolExecutor(workers) as pool:
        return [message for message in pool.map(attempt, range(count)) if message]
