"""Write what TensorBoard shows: scalars, the rate, validation overlays, the graph, the recipe."""

from pathlib import Path
from typing import Any

import keras
import numpy as np

from roadeye.draw.overlay import overlay
from roadeye.training.batches import ValidationBatches
from roadeye.training.targets import IGNORED

SHOWN = 4


class Board(keras.callbacks.Callback):
    """Log a run; with a backend other than TensorFlow it does nothing.

    The overlays are drawn when a validation ends, so a callback that puts other weights in place
    for it and takes them back then must come later in the list.

    Args:
        log_dir: The folder to write to.
        validation: The validation pictures, of which a few are shown with their road.
        recipe: The recipe's text.
    """

    def __init__(self, log_dir: Path, validation: ValidationBatches, recipe: str) -> None:
        super().__init__()
        self.log_dir, self.validation, self.recipe = log_dir, validation, recipe
        self._writer: Any = None
        self._seen = np.empty((0, 1, 1, 3), np.uint8)

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Open the log, and write the recipe and the graph."""
        del logs
        if keras.backend.backend() != "tensorflow":
            return
        import tensorflow as tf

        self._writer = tf.summary.create_file_writer(str(self.log_dir))
        indented = "\n".join(f"    {line}" for line in self.recipe.splitlines())
        with self._writer.as_default(step=0):
            tf.summary.text("recipe", indented)
            forward = tf.function(lambda image: self.model(image, training=False))
            graph = forward.get_concrete_function(
                tf.TensorSpec((1, *self.validation[0][0].shape[1:]), tf.float32)
            ).graph
            tf.summary.graph(graph)

    def on_test_end(self, logs: dict[str, Any] | None = None) -> None:
        """Draw with the weights that have validated."""
        del logs
        if self._writer is not None:
            self._seen = self._overlays()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Write the scores and the overlays."""
        if self._writer is None:
            return
        import tensorflow as tf

        with self._writer.as_default(step=epoch + 1):
            for name, value in (logs or {}).items():
                tf.summary.scalar(name, value)
            tf.summary.scalar("learning_rate", self.model.optimizer.learning_rate)
            tf.summary.image("validation", self._seen, max_outputs=SHOWN)
        self._writer.flush()

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        """Close the log."""
        del logs
        if self._writer is not None:
            self._writer.close()

    def _overlays(self) -> np.ndarray:
        """Return a few pictures with the road of the output that their labels speak of."""
        images, targets = self.validation[0]
        images, labelled = images[:SHOWN], (targets[:SHOWN] != IGNORED).any(axis=(1, 2))
        logits = keras.ops.convert_to_numpy(self.model(images, training=False))
        return np.stack(
            [
                overlay(image, road[:, :, output] >= 0)
                for image, road, output in zip(images, logits, labelled.argmax(1), strict=True)
            ]
        )
