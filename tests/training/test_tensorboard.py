"""What TensorBoard shows of a run."""

from pathlib import Path

import numpy as np
import pytest

keras = pytest.importorskip("keras", reason="needs the train extra")

from roadeye.training.batches import ValidationBatches
from roadeye.training.ema_weights import EmaWeights
from roadeye.training.examples import Example
from roadeye.training.recipe_file import read_recipe
from roadeye.training.tensorboard import Board
from roadeye.training.train import compiled


@pytest.mark.tf
@pytest.mark.slow
def test_the_overlays_are_of_the_weights_that_validate(tmp_path: Path) -> None:
    import tensorflow as tf

    settings = [
        "training.weights=scratch",
        "training.freeze_batch_norm=true",
        "training.warmup_steps=0",
        "training.learning_rate=1",
    ]
    model = compiled(read_recipe("smoke", settings), steps=10)
    image = np.random.default_rng(0).integers(0, 256, (32, 64, 3), dtype=np.uint8)
    validation = ValidationBatches([Example("one", image, np.ones((32, 64), np.uint8), 1.0)])
    board = Board(tmp_path, validation, "recipe")
    board.set_model(model)
    ema_weights = EmaWeights(model, share=1.0)  # what validates are the first weights
    before = board._overlays()
    model.fit(
        *validation[0], validation_data=validation[0], verbose=0, callbacks=[board, ema_weights]
    )
    assert not np.array_equal(board._overlays(), before), "the network has changed"
    shown = [
        tf.io.decode_png(content).numpy()
        for path in tmp_path.glob("events*")
        for event in tf.compat.v1.train.summary_iterator(str(path))
        for value in event.summary.value
        if value.tag == "validation"
        for content in tf.make_ndarray(value.tensor)[2:]  # after width and height
    ]
    np.testing.assert_array_equal(np.stack(shown), before)
