"""What happens during `fit`: guarding, recording and reporting progress."""

import csv
import io
import math
import time
from collections.abc import Callable
from typing import Any

import keras
import msgspec

from roadeye.errors import RoadeyeError
from roadeye.io.atomic import write_bytes, write_text
from roadeye.training.batches import TrainingBatches
from roadeye.training.ema_weights import EmaWeights
from roadeye.training.optimizer import plateau_rate
from roadeye.training.recipe import TrainingPart
from roadeye.training.run_folder import RunFolder, checkpoint_name
from roadeye.training.state import Meta, Row, rank, save_state
from roadeye.training.weights import save_weights

Observe = Callable[[int, str], None]
"""Called with a number of finished steps and a short text on how it goes."""


class FiniteGuard(keras.callbacks.Callback):
    """Stop where the loss is not a number, and save the names of the batch.

    Args:
        folder: The run's folder.
        batches: The training batches.
        names: Names of the examples, by number.
    """

    def __init__(self, folder: RunFolder, batches: TrainingBatches, names: list[str]) -> None:
        super().__init__()
        self.folder, self.batches, self.names = folder, batches, names
        self._epoch = 0

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Remember the epoch."""
        del logs
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Look at the loss.

        Raises:
            RoadeyeError: It is not a number.
        """
        if logs is not None and not math.isfinite(float(logs["loss"])):
            self._stop(batch)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Look at the validation loss: the last step may have spoilt the weights.

        Raises:
            RoadeyeError: It is not a number.
        """
        del epoch
        if logs is not None and not math.isfinite(float(logs["val_loss"])):
            self._stop(self.batches.steps - 1)

    def _stop(self, batch: int) -> None:
        number = self._epoch * self.batches.steps + batch
        names = [self.names[index] for index in self.batches.examples_of(number)]
        write_bytes(self.folder.bad_batch, msgspec.json.encode(names))
        raise RoadeyeError(
            f"the loss is not a number in epoch {self._epoch + 1}, step {batch + 1}; the names of "
            f"that batch are in {self.folder.bad_batch}. Look at those pictures, lower training.learning_rate "
            "or set training.precision to float32; a resumed run continues after the last whole epoch."
        )


class Recorder(keras.callbacks.Callback):
    """Write checkpoints, history and the state from which the run can be resumed.

    The state comes last: a run killed in between does its epoch again and writes the same files.

    Args:
        folder: The run's folder.
        training: The recipe's part on learning.
        meta: What is known from earlier epochs.
        ema_weights: Puts in place what is saved.
    """

    def __init__(
        self, folder: RunFolder, training: TrainingPart, meta: Meta, ema_weights: EmaWeights
    ) -> None:
        super().__init__()
        self.folder, self.training, self.meta, self.ema_weights = (
            folder,
            training,
            meta,
            ema_weights,
        )
        self._started = 0.0

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Start the clock and set the rate where it depends on the history."""
        del epoch, logs
        self._started = time.monotonic()
        if self.training.schedule == "plateau":
            ious = [row.val_iou for row in self.meta.history]
            self.model.optimizer.learning_rate = plateau_rate(
                self.training.learning_rate, self.training.patience, ious
            )

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Record the epoch."""
        row = self._row(epoch, logs or {})
        rows = (*self.meta.history, row)
        names = {checkpoint_name(item.epoch, item.val_iou, item.val_loss): item for item in rows}
        name = checkpoint_name(row.epoch, row.val_iou, row.val_loss)
        candidates = sorted(
            {*self.meta.best, name},
            key=lambda known: rank(names[known]),
        )
        kept = tuple(candidates[: self.training.max_checkpoints])
        if name in kept:
            self._save_ema_weights(name)
        self.meta = msgspec.structs.replace(self.meta, history=rows, best=kept)
        save_state(self.folder.state, self.model, self.meta)
        for stale in self.folder.checkpoints.glob("best-ep-*.weights.h5"):
            if stale.name not in kept:
                stale.unlink()
        write_text(self.folder.history, history_csv(rows))

    def _row(self, epoch: int, logs: dict[str, Any]) -> Row:
        return Row(
            epoch=epoch + 1,
            loss=float(logs["loss"]),
            iou=float(logs["iou"]),
            val_loss=float(logs["val_loss"]),
            val_iou=float(logs["val_iou"]),
            learning_rate=float(keras.ops.convert_to_numpy(self.model.optimizer.learning_rate)),
            seconds=time.monotonic() - self._started,
        )

    def _save_ema_weights(self, name: str) -> None:
        self.ema_weights.on_test_begin()
        # a model of its own has no optimiser, whose state would make the file four times larger
        bare = keras.Model(self.model.inputs, self.model.outputs)
        save_weights(bare, self.folder.checkpoints / name)
        self.ema_weights.on_test_end()


class ProgressLog(keras.callbacks.Callback):
    """Tell how the run goes.

    Args:
        observe: Called after each step.
        meta: What is known from earlier epochs.
    """

    def __init__(self, observe: Observe, meta: Meta) -> None:
        super().__init__()
        self.observe = observe
        self._best = max((row.val_iou for row in meta.history), default=0.0)
        self._last = ""

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Tell of a step."""
        del batch
        loss = f"loss {float(logs['loss']):.4f}" if logs else ""
        self.observe(1, loss + self._last)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Remember the validation scores."""
        iou = float((logs or {})["val_iou"])
        self._best = max(self._best, iou)
        self._last = f", epoch {epoch + 1}: val IoU {iou:.4f} (best {self._best:.4f})"


def history_csv(rows: tuple[Row, ...]) -> str:
    """Return a run's history as CSV, one row an epoch."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(Row.__struct_fields__)
    for row in rows:
        writer.writerow(
            round(value, 6) if isinstance(value, float) else value
            for value in msgspec.structs.astuple(row)
        )
    return text.getvalue()
