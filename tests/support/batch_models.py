"""Models that worker processes can open by name, and what kills such a process."""

import os
import signal
import time
from collections.abc import Callable

import numpy as np
from fake_engine import FakeEngine, bright, fake_spec

from roadeye.arrays import Image, Probability
from roadeye.errors import ModelError
from roadeye.inference.segmenter import Segmenter

DEADLY = 7
"""A picture of this grey kills whoever looks at it."""


def open_bright() -> Segmenter:
    """Open a model that calls what is bright road."""
    return Segmenter(FakeEngine(spec=fake_spec((32, 48))))


def open_deadly() -> Segmenter:
    """Open a model whose process dies at some pictures."""
    return Segmenter(FakeEngine(_deadly, fake_spec((32, 48))))


def open_slow() -> Segmenter:
    """Open a model that takes a while for a picture."""
    return Segmenter(FakeEngine(_slow, fake_spec((32, 48))))


def open_none() -> Segmenter:
    """Fail to open a model."""
    raise ModelError("there is no model here.")


def die_at_once() -> Segmenter:
    """Die instead of opening a model."""
    os._exit(3)


def open_deadly_map() -> Callable[[Image], Probability]:
    """Open what gives the map of a picture, and dies at some."""
    return open_deadly().probability


def _deadly(image: Image) -> Probability:
    if (image == DEADLY).all():
        os.kill(os.getpid(), signal.SIGKILL)
    return bright(image)


def _slow(image: Image) -> Probability:
    time.sleep(0.05)
    return np.zeros(image.shape[:2], np.float32)
