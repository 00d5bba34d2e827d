"""What was scored on what, and with which versions."""

import platform
from dataclasses import dataclass

import cv2
import numpy as np

from roadeye.inference.segmenter import Segmenter


@dataclass(frozen=True)
class Subject:
    """Say what was scored on what.

    Attributes:
        data: The data set, as it was given.
        layout: The title of its layout.
        model: The model; None where probability maps were scored.
        model_hash: SHA-256 of the model file; empty where probability maps were scored.
        rows: The rows that the network saw, as they were given; empty for all.
    """

    data: str
    layout: str
    model: Segmenter | None = None
    model_hash: str = ""
    rows: str = ""


@dataclass(frozen=True)
class TrainedPictures:
    """Say how many of the pictures that were asked for trained the models that were scored.

    Attributes:
        counts: Their number for each model; None where it is not known.
        asked: Number of pictures that were asked for.
        included: Whether they are scored too.
    """

    counts: tuple[int | None, ...]
    asked: int
    included: bool = False


def versions() -> str:
    """Return the versions of what computed the page."""
    libraries = f"NumPy {np.__version__}, OpenCV {cv2.__version__}"
    return f"{libraries}, Python {platform.python_version()}"
