"""The state of a run at the end of an epoch: everything that the next epoch depends on."""

import hashlib
import io
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from roadeye.errors import InputError
from roadeye.io.atomic import write_bytes
from roadeye.io.npz import read_npz
from roadeye.training.fold_scores import CrossValidation

STATE_FILE = "state.npz"
_META = "meta"


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """Hold one epoch of a run's history.

    Attributes:
        epoch: Counted from 1.
        loss: Mean training loss.
        iou: IoU of the training crops.
        val_loss: Validation loss, of the EMA weights.
        val_iou: Validation IoU, of the EMA weights.
        learning_rate: Learning rate at the end of the epoch.
        seconds: Duration.
    """

    epoch: int
    loss: float
    iou: float
    val_loss: float
    val_iou: float
    learning_rate: float
    seconds: float


class Meta(msgspec.Struct, frozen=True, kw_only=True):
    """Hold what belongs to a state beside arrays.

    Attributes:
        run: Digest of the recipe and the split.
        history: One row an epoch.
        best: Names of the checkpoints that are kept, best first.
        val_iou_before: Validation IoU of the first weights, where they come from a trained model.
        cross_validation: Its result, where few pictures were cross-validated.
    """

    run: str
    history: tuple[Row, ...]
    best: tuple[str, ...]
    val_iou_before: float | None = None
    cross_validation: CrossValidation | None = None


def identity_digest(*parts: str) -> str:
    """Return a short text that differs where any of `parts` does."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()[:16]


def rank(row: Row) -> tuple[float, float, int]:
    """Return what orders epochs, the best first: by IoU, then by loss, then by age."""
    return -row.val_iou, row.val_loss, row.epoch


def best_row(rows: tuple[Row, ...]) -> Row:
    """Return the epoch that validated best; there must be one."""
    return min(rows, key=rank)


def write_meta(path: Path, meta: Meta) -> None:
    """Write the state of a run that has not finished an epoch: no arrays yet.

    Raises:
        OutputError: The file cannot be written.
    """
    _write(path, {}, meta)


def save_state(path: Path, model: Any, meta: Meta) -> None:
    """Write the state of a model, its optimiser included, atomically.

    Raises:
        OutputError: The file cannot be written.
    """
    variables = _variables(model)
    _write(path, {f"v{index}": np.asarray(value) for index, value in enumerate(variables)}, meta)


def _write(path: Path, arrays: dict[str, np.ndarray], meta: Meta) -> None:
    named = {**arrays, _META: np.frombuffer(msgspec.json.encode(meta), np.uint8)}
    content = io.BytesIO()
    np.savez(content, allow_pickle=False, **named)
    write_bytes(path, content.getvalue())


def read_meta(path: Path) -> Meta:
    """Read what belongs to a state beside arrays.

    Raises:
        InputError: The file is damaged.
    """
    try:
        return msgspec.json.decode(_read(path)[_META].tobytes(), type=Meta)
    except (KeyError, msgspec.MsgspecError) as error:
        raise InputError(_damaged(path, error)) from error


def load_state(path: Path, model: Any) -> None:
    """Put a saved state into a model of the same recipe.

    Raises:
        InputError: The file is damaged or belongs to another network.
    """
    arrays = _read(path)
    variables = _variables(model)
    values = [arrays.get(f"v{index}") for index in range(len(variables))]
    if len(arrays) != len(variables) + 1 or any(
        value is None or value.shape != tuple(variable.shape)
        for value, variable in zip(values, variables, strict=True)
    ):
        raise InputError(f"{path} belongs to another network; train into another folder.")
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)


def snapshot(model: Any) -> list[np.ndarray]:
    """Return everything that training changes in a model, its optimiser included."""
    return [np.array(variable) for variable in _variables(model)]


def put_back(model: Any, values: list[np.ndarray]) -> None:
    """Put back what `snapshot` returned, so that the compiled model starts another run."""
    for variable, value in zip(_variables(model), values, strict=True):
        variable.assign(value)


def _variables(model: Any) -> list[Any]:
    return [*model.variables, *model.optimizer.variables]


def _read(path: Path) -> dict[str, np.ndarray]:
    try:
        return read_npz(path)
    except ValueError as error:
        raise InputError(_damaged(path, error)) from error


def _damaged(path: Path, error: Exception) -> str:
    return f"{path} is damaged ({error}); start the run anew in another folder."
