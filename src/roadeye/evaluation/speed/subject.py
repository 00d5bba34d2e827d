"""What is timed: a model file of ours, or a network of others, behind the same three steps."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from roadeye.arrays import Image, Mask
from roadeye.errors import ModelError
from roadeye.evaluation.peers import PEERS
from roadeye.inference.segmenter import open_segmenter
from roadeye.model.container import weights_path
from roadeye.model.engine import ENGINES, PACKAGED, model_path

PEER_THRESHOLD = 0.5
"""From this probability on, a pixel is road to the networks of others."""


@dataclass(frozen=True)
class Subject:
    """Name one network and the file that holds it.

    Attributes:
        name: What the table calls it.
        path: What opens it: `roadeye`, a path, or the file of a peer.
        engine: The runtime.
        peer: True for a network of others.
    """

    name: str
    path: str
    engine: str
    peer: bool = False

    @property
    def megabytes(self) -> float:
        """Size of the file, and of the weights beside it."""
        path = model_path(self.path)
        files = (path, weights_path(path))
        return sum(file.stat().st_size for file in files if file is not None) / 1e6


@dataclass(frozen=True)
class Opened:
    """Hold the steps from a picture to its mask, which are timed apart.

    Attributes:
        prepare: From a picture to what the network takes.
        run: The network alone.
        finish: From what it gives to the mask on the picture's grid.
    """

    prepare: Callable[[Image], Any]
    run: Callable[[Any], Any]
    finish: Callable[[Image, Any, Any], Mask]

    def __call__(self, image: Image) -> Mask:
        """Return where the road is."""
        prepared = self.prepare(image)
        return self.finish(image, prepared, self.run(prepared))


def model_subject(model: str) -> Subject:
    """Name a model file of ours.

    Raises:
        ModelError: There is no such file, or no engine for it.
    """
    path = model_path(model)
    if path.suffix not in ENGINES:
        raise ModelError(f"{path} has no engine; a model file ends in {', '.join(ENGINES)}.")
    name = model if model in PACKAGED else path.name
    return Subject(name, model, ENGINES[path.suffix].rpartition(".")[2])


def peer_subjects(folder: Path) -> list[Subject]:
    """Name the known networks of others in a folder.

    Raises:
        ModelError: There is none.
    """
    found = [
        Subject(peer.name, str(folder / peer.file), peer.engine, peer=True)
        for peer in PEERS
        if (folder / peer.file).is_file()
    ]
    if not found:
        known = ", ".join(peer.file for peer in PEERS)
        raise ModelError(f"{folder} holds no known network; known networks are {known}.")
    return found


def open_subject(subject: Subject, threads: int, labels: str = "") -> Opened:
    """Open a network.

    Args:
        subject: Which.
        threads: Number of CPU threads.
        labels: What labels mean by road; chooses the head of a model of ours.

    Raises:
        RoadeyeError: It cannot be opened.
    """
    if subject.peer:
        (peer,) = (one for one in PEERS if one.name == subject.name)
        network = peer.open(Path(subject.path), threads)
        return Opened(
            network.prepare,
            network.run,
            lambda image, _prepared, raw: network.finish(image, raw) >= PEER_THRESHOLD,
        )
    segmenter = open_segmenter(subject.path, threads, labels)
    return Opened(
        segmenter.prepare,
        segmenter.run,
        lambda image, prepared, raw: segmenter.finish(image, prepared, raw).mask,
    )
