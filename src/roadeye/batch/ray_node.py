"""A node of a cluster works only where it sees the caller's files and has the caller's model."""

import os
import platform
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from roadeye.errors import InputError, ModelError
from roadeye.model.engine import read_model

TaskT = TypeVar("TaskT")
AnswerT = TypeVar("AnswerT")


@dataclass(frozen=True)
class OnNode(Generic[TaskT, AnswerT]):
    """Open what does tasks, once the node is known to be fit for it; picklable if `opens` is.

    Attributes:
        opens: Opens what does a task, with the model.
        model: What the model is opened by.
        sha256: Digest of the model file that the caller has.
        folder: Where the command was called; relative paths begin there.
        sees: What the node must see, from there; None where all is in an object store.
    """

    opens: Callable[[], Callable[[TaskT], AnswerT]]
    model: str
    sha256: str
    folder: str
    sees: Path | None

    def __call__(self) -> Callable[[TaskT], AnswerT]:
        """Open what does a task.

        Raises:
            InputError: The node does not see the files.
            ModelError: The model cannot be opened, or is another than the caller's.
        """
        if self.sees is not None:
            _enter(self.folder, self.sees)
        if read_model(self.model).sha256 != self.sha256:
            raise ModelError(
                f"{platform.node()} has another {self.model} than the command; install the same "
                "roadeye on all nodes.",
                code="other-model",
            )
        return self.opens()


def on_nodes(
    opens: Callable[[], Callable[[TaskT], AnswerT]], model: str, sees: Path | None
) -> OnNode[TaskT, AnswerT]:
    """Return what opens this machine's model on nodes that see the files of this folder.

    Raises:
        ModelError: The model file cannot be read.
    """
    return OnNode(opens, model, read_model(model).sha256, str(Path.cwd()), sees)


def _enter(folder: str, sees: Path) -> None:
    """Work where the command was called, if this node sees its files there."""
    try:
        os.chdir(folder)
        there = sees.exists()
    except OSError:
        there = False
    if not there:
        raise InputError(
            f"{platform.node()} does not see {sees}: inputs and outputs have to be on a "
            "disk that all nodes share under one path, or in an object store.",
            code="no-shared-disk",
        )
