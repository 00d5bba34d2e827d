"""Train a network by a recipe, or go on with a run that was interrupted."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import msgspec

from roadeye.data.dataset import Dataset
from roadeye.io.atomic import write_text
from roadeye.io.digest import sha256_of
from roadeye.io.images import write_png
from roadeye.training.augment.overview import overview
from roadeye.training.batches import TrainingBatches, ValidationBatches, crop_of
from roadeye.training.callbacks import EmaWeights, FiniteGuard, ProgressLog, Recorder, history_csv
from roadeye.training.curves import plot_curves
from roadeye.training.devices import (
    as_tf_dataset,
    make_repeatable,
    replica_count,
    reraising,
    strategy_scope,
)
from roadeye.training.losses import RoadIoU, masked_loss
from roadeye.training.networks.batch_norm import batch_norms
from roadeye.training.networks.build import build
from roadeye.training.networks.conv_bn_act import BN_MOMENTUM
from roadeye.training.optimizer import bounded_momentum, make_optimizer
from roadeye.training.recipe import Recipe, TrainingPart
from roadeye.training.recipe_file import write_recipe
from roadeye.training.run_folder import RunFolder, Split, acquire
from roadeye.training.sources import Progress, Source, decode, open_sources, training_batches
from roadeye.training.state import Meta, fingerprint, load_state, read_meta, write_meta
from roadeye.training.tensorboard import Board
from roadeye.training.weights import IMAGENET, SCRATCH, fill


@dataclass(frozen=True)
class Run:
    """Hold a finished run.

    Attributes:
        folder: Where it is.
        recipe: What it did.
        sources: What it used.
        meta: Its history and its best checkpoints, best first.
    """

    folder: RunFolder
    recipe: Recipe
    sources: tuple[Source, ...]
    meta: Meta


def train(
    paths: list[Path], recipe: Recipe, folder: RunFolder, *, resume: bool, progress: Progress
) -> Run:
    """Train by a recipe, or go on with the run in the folder.

    Args:
        paths: Folders of labelled data sets, in the order of the recipe's `data`.
        recipe: What to do.
        folder: Where the run is kept.
        resume: Go on with the run that is there.
        progress: Shows the progress of decoding and of training.

    Raises:
        InputError: A picture is broken (all are named), the folder holds another run, or the
            devices cannot share a batch evenly.
        OutputError: The folder is taken or cannot be written.
        RoadeyeError: The loss was not a number.
    """
    sources = open_sources(paths, recipe)
    make_repeatable()
    replicas = replica_count(recipe.training.batch)
    split = Split(
        roots=tuple(str(path.resolve()) for path in paths),
        train=tuple(_names(source.train) for source in sources),
        val=tuple(_names(source.val) for source in sources),
    )
    names = msgspec.json.encode((split.train, split.val)).decode()
    run = fingerprint(write_recipe(_identity(recipe)), names)
    meta = acquire(folder, run, resume=resume)
    cache, validation = decode(sources, recipe, progress, replicas)
    batches = training_batches(cache, sources, recipe)
    if len(meta.history) < recipe.training.epochs:
        with progress("build", 1, "networks") as shown:
            model = compiled(recipe, recipe.training.epochs * batches.steps, shown.say)
            shown.advance(1)
        # Nothing is written before all that can be wrong with what was given has been looked at.
        _open_folder(folder, recipe, split, meta)
        if not meta.history:
            _show_augmentation(folder.augmentation, batches, recipe)
        _fit(model, batches, validation, split, recipe, folder, progress)
    meta = read_meta(folder.state)
    write_text(folder.history, history_csv(meta.history))
    plot_curves(folder.curves, meta.history)
    return Run(folder, recipe, sources, meta)


def _open_folder(folder: RunFolder, recipe: Recipe, split: Split, meta: Meta) -> None:
    if not meta.history:
        write_meta(folder.state, meta)
    write_text(folder.recipe, write_recipe(recipe))
    write_text(folder.split, split.to_json())


def _show_augmentation(path: Path, batches: TrainingBatches, recipe: Recipe) -> None:
    frames = [batches.cache[number] for number in batches.frames_of(0)]
    shown = [(crop_of(frame), frame.scale) for frame in frames]
    write_png(path, overview(shown, recipe.augment, recipe.input.crop))


def _identity(recipe: Recipe) -> Recipe:
    """Return what a run's weights depend on: what its files hold, not where they are.

    What a split file chooses is not part of it, nor what may change when a run is resumed.
    """
    data = tuple(msgspec.structs.replace(part, split="") for part in recipe.data)
    usual = TrainingPart()
    training = msgspec.structs.replace(
        recipe.training, max_checkpoints=usual.max_checkpoints, cache_mib=usual.cache_mib
    )
    path = Path(training.weights)
    if training.weights not in {IMAGENET, SCRATCH} and path.is_file():
        training = msgspec.structs.replace(training, weights=sha256_of(path))
    return Recipe(
        name="run", network=recipe.network, input=recipe.input, training=training, loss=recipe.loss,
        augment=recipe.augment, data=data,
    )  # fmt: skip


def _names(dataset: Dataset) -> tuple[str, ...]:
    return tuple(item.name for item in dataset.items)


def _fit(  # noqa: PLR0913, PLR0917, a run depends on all of these
    model: Any,
    batches: TrainingBatches,
    validation: ValidationBatches,
    split: Split,
    recipe: Recipe,
    folder: RunFolder,
    progress: Progress,
) -> None:
    """Train from where the folder's state says to the last epoch."""
    training, steps = recipe.training, batches.steps
    names = [name for names_of in split.train for name in names_of]
    meta = read_meta(folder.state)
    done = len(meta.history)
    ema_weights = EmaWeights(model, training.wise_ft_alpha)
    if done:
        load_state(folder.state, model)
    batches.first = done * steps
    with (
        progress("train", (training.epochs - done) * steps, "steps") as shown,
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
                Board(folder.log_dir, validation, write_recipe(recipe)),
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
            loss=masked_loss(recipe.loss.dice, recipe.loss.smoothing),
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
