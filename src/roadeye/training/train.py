"""Train a network by a recipe, or resume a run that was interrupted."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import msgspec

from roadeye.io.atomic import write_bytes, write_text
from roadeye.io.images import write_png
from roadeye.training.augment.overview import overview
from roadeye.training.batches import ValidationBatches, crop_of, training_batches
from roadeye.training.callbacks import FiniteGuard, ProgressLog, Recorder, history_csv
from roadeye.training.curves import plot_curves
from roadeye.training.datasets import Progress, SplitDataset
from roadeye.training.devices import (
    as_tf_dataset,
    make_repeatable,
    replica_count,
    reraising,
    strategy_scope,
)
from roadeye.training.distillation import with_answers
from roadeye.training.ema_weights import EmaWeights
from roadeye.training.losses import RoadIoU, masked_loss
from roadeye.training.networks.batch_norm import batch_norms
from roadeye.training.networks.build import build
from roadeye.training.networks.conv_bn_act import BN_MOMENTUM
from roadeye.training.optimizer import bounded_momentum, make_optimizer
from roadeye.training.prepare import Prepared
from roadeye.training.recipe import Recipe
from roadeye.training.recipe_file import write_recipe
from roadeye.training.run_folder import RunFolder
from roadeye.training.state import Meta, load_state, read_meta, write_meta
from roadeye.training.tensorboard import Board
from roadeye.training.weights import fill


@dataclass(frozen=True)
class FinishedRun:
    """Hold a finished run.

    Attributes:
        folder: Where it is.
        recipe: What it did.
        datasets: What it used.
        meta: Its history and its best checkpoints, best first.
    """

    folder: RunFolder
    recipe: Recipe
    datasets: tuple[SplitDataset, ...]
    meta: Meta


def train(prepared: Prepared, progress: Progress) -> FinishedRun:
    """Train, or resume where the run was interrupted.

    Args:
        prepared: The run.
        progress: Shows the progress of training.

    Raises:
        InputError: The devices cannot share a batch evenly, or the first weights do not fit.
        OutputError: The folder cannot be written.
        RoadeyeError: The loss was not a number.
    """
    recipe = prepared.recipe
    make_repeatable()
    if len(prepared.meta.history) < recipe.training.epochs:
        model = build_compiled(prepared, progress)
        open_folder(prepared)
        if not prepared.meta.history:
            show_augmentation(prepared)
            if recipe.model.trained_before:
                _measure_first(model, prepared)
        fit(model, prepared, progress, "train")
    return finished(prepared)


def build_compiled(prepared: Prepared, progress: Progress) -> Any:
    """Build the network of a run, ready to train; see `compiled`."""
    training = prepared.recipe.training
    steps = training.epochs * training.steps_of_epoch(prepared.decoded.cache.count)
    with progress("build", 1, "networks") as shown:
        model = compiled(prepared.recipe, steps, shown.say)
        shown.advance(1)
    return model


def finished(prepared: Prepared) -> FinishedRun:
    """Draw the history of a run that has done all its epochs, and return it."""
    meta = read_meta(prepared.folder.state)
    write_text(prepared.folder.history, history_csv(meta.history))
    plot_curves(prepared.folder.curves, meta.history)
    return FinishedRun(prepared.folder, prepared.recipe, prepared.datasets, meta)


def open_folder(prepared: Prepared) -> None:
    """Write what is known of a run before its first epoch."""
    folder = prepared.folder
    if not prepared.meta.history:
        write_meta(folder.state, prepared.meta)
    write_bytes(folder.fingerprints, prepared.fingerprints)
    write_text(folder.recipe, write_recipe(prepared.recipe))
    write_text(folder.split, prepared.split.to_json())


def _measure_first(model: Any, prepared: Prepared) -> None:
    """Write down how the first weights do on the pictures that will validate the epochs."""
    folder = prepared.folder
    with reraising() as failed:
        batches = as_tf_dataset(_validation(prepared), (None, None, None), failed)
        scores = model.evaluate(batches, verbose=0, return_dict=True)
    meta = read_meta(folder.state)
    write_meta(folder.state, msgspec.structs.replace(meta, val_iou_before=float(scores["iou"])))


def show_augmentation(prepared: Prepared) -> None:
    """Write a picture of the first batch of a run, as the network sees it."""
    batches = training_batches(prepared.decoded.cache, prepared.datasets, prepared.recipe)
    examples = [batches.cache[number] for number in batches.examples_of(0)]
    shown = [(crop_of(example), example.scale) for example in examples]
    picture = overview(shown, prepared.recipe.augment, prepared.recipe.input.crop)
    write_png(prepared.folder.augmentation, picture)


def _validation(prepared: Prepared) -> ValidationBatches:
    recipe = prepared.recipe
    replicas = replica_count(recipe.training.batch)
    return ValidationBatches(prepared.decoded.validation, recipe.network.outputs, replicas)


def fit(
    model: Any, prepared: Prepared, progress: Progress, what: str, *, board: bool = True
) -> None:
    """Train a compiled network from where the folder's state says to the last epoch.

    Args:
        model: The network with its first weights; see `compiled`.
        prepared: The run, whose folder is open.
        progress: Shows the progress.
        what: What the progress is called.
        board: Whether the run's folder gets what TensorBoard shows.

    Raises:
        InputError: The devices cannot share a batch evenly.
        OutputError: The folder cannot be written.
        RoadeyeError: The loss was not a number.
    """
    recipe, folder = prepared.recipe, prepared.folder
    validation = _validation(prepared)
    cache = prepared.decoded.cache
    if recipe.loss.distillation and recipe.network.outputs > 1:
        cache = with_answers(cache, model, recipe.input.sizes, progress)
    batches = training_batches(cache, prepared.datasets, recipe)
    training, steps = recipe.training, batches.steps
    names = [name for names_of in prepared.split.train for name in names_of]
    meta = read_meta(folder.state)
    done = len(meta.history)
    ema_weights = EmaWeights(model, training.wise_ft_alpha)
    if done:
        load_state(folder.state, model)
    batches.first = done * steps
    shows = [Board(folder.log_dir, validation, write_recipe(recipe))] if board else []
    with (
        progress(what, (training.epochs - done) * steps, "steps") as shown,
        reraising() as failed,
    ):
        model.fit(
            as_tf_dataset(batches, (training.batch, *recipe.input.crop), failed),
            validation_data=as_tf_dataset(validation, (None, None, None), failed),
            steps_per_epoch=steps,
            initial_epoch=done,
            epochs=training.epochs,
            verbose=0,
            shuffle=False,  # the batches come in their own order
            callbacks=[
                *shows,
                ema_weights,  # after the board, which looks at what validates
                FiniteGuard(folder, batches, names),
                Recorder(folder, training, meta, ema_weights),
                ProgressLog(shown.advance, meta),
            ],
        )


def compiled(recipe: Recipe, steps: int, say: Callable[[str], None] = lambda _: None) -> Any:
    """Build the network of a recipe with its first weights, ready to train.

    Args:
        recipe: The recipe.
        steps: Optimiser steps of the whole run, which the schedule needs.
        say: Told where the first weights come from.

    Raises:
        InputError: The weights do not fit the network.
    """
    keras.utils.set_random_seed(recipe.training.seed)
    with strategy_scope(), _precision(recipe.training.precision):
        model = build(recipe.network)
        filled = fill(model, recipe.training.weights, alpha=recipe.network.alpha)
        say(f"first weights: {Path(recipe.training.weights).name}, {filled.summary}")
        _adapt_batch_norms(model, recipe.training.freeze_batch_norm, steps)
        model.compile(
            make_optimizer(recipe.training, steps),
            loss=masked_loss(recipe.loss.dice, recipe.loss.smoothing, recipe.loss.distillation),
            metrics=[RoadIoU()],
            jit_compile=False,
        )
        model.optimizer.build(model.trainable_variables)
    return model


@contextmanager
def _precision(name: str) -> Iterator[None]:
    """Let layers that are made in the block have a precision; an export after it must not."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(name)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)


def _adapt_batch_norms(model: Any, frozen: bool, steps: int) -> None:
    """Freeze the batch norms, or let their statistics keep up with a short run.

    The original's network, of another momentum, stays as it was.
    """
    for norm in batch_norms(model):
        norm.trainable = not frozen
        if norm.momentum == BN_MOMENTUM:
            norm.momentum = bounded_momentum(BN_MOMENTUM, steps)
