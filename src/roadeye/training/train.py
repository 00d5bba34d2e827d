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
from roadeye.io.image import write_png
from roadeye.training.augment.overview import overview
from roadeye.training.batches import TrainingBatches, ValidationBatches, patch_of
from roadeye.training.callbacks import Averaged, FiniteGuard, Recorder, Teller, history_csv
from roadeye.training.curves import plot_curves
from roadeye.training.devices import feed, make_repeatable, parts_of, raising, scope
from roadeye.training.losses import RoadIoU, masked_loss
from roadeye.training.networks.batch_norm import norms_of
from roadeye.training.networks.build import build
from roadeye.training.networks.taps import BN_MOMENTUM
from roadeye.training.optimizer import make_optimizer, short_run
from roadeye.training.recipe import LearnPart, Recipe
from roadeye.training.recipe_file import write_recipe
from roadeye.training.run_folder import RunFolder, Split, claim
from roadeye.training.sources import Phase, Source, decode, open_sources, training_batches
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
    paths: list[Path], recipe: Recipe, folder: RunFolder, *, resume: bool, phase: Phase
) -> Run:
    """Train by a recipe, or go on with the run in the folder.

    Args:
        paths: Folders of labelled data sets, in the order of the recipe's `data`.
        recipe: What to do.
        folder: Where the run is kept.
        resume: Go on with the run that is there.
        phase: Shows the progress of decoding and of training.

    Raises:
        InputError: A picture is broken (all are named), the folder holds another run, or the
            devices cannot share a batch evenly.
        OutputError: The folder is taken or cannot be written.
        RoadeyeError: The loss was not a number.
    """
    sources = open_sources(paths, recipe)
    make_repeatable()
    parts = parts_of(recipe.learn.batch)
    split = Split(
        roots=tuple(str(path.resolve()) for path in paths),
        train=tuple(_names(source.train) for source in sources),
        val=tuple(_names(source.val) for source in sources),
    )
    names = msgspec.json.encode((split.train, split.val)).decode()
    run = fingerprint(write_recipe(_identity(recipe)), names)
    meta = claim(folder, run, resume=resume)
    store, validation = decode(sources, recipe, phase, parts)
    batches = training_batches(store, sources, recipe)
    if len(meta.history) < recipe.learn.epochs:
        with phase("build", 1, "networks") as shown:
            model = compiled(recipe, recipe.learn.epochs * batches.steps, shown.say)
            shown.advance(1)
        # Nothing is written before all that can be wrong with what was given has been looked at.
        _open_folder(folder, recipe, split, meta)
        if not meta.history:
            _show_augmentation(folder.augmentation, batches, recipe)
        _fit(model, batches, validation, split, recipe, folder, phase)
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
    frames = [batches.store[number] for number in batches.frames_of(0)]
    shown = [(patch_of(frame), frame.scale) for frame in frames]
    write_png(path, overview(shown, recipe.augment, recipe.input.crop))


def _identity(recipe: Recipe) -> Recipe:
    """Return what a run's weights depend on: what its files hold, not where they are.

    What a split file chooses is not part of it, nor what may change when a run is resumed.
    """
    data = tuple(msgspec.structs.replace(part, split="") for part in recipe.data)
    usual = LearnPart()
    learn = msgspec.structs.replace(recipe.learn, keep=usual.keep, memory=usual.memory)
    path = Path(learn.weights)
    if learn.weights not in {IMAGENET, SCRATCH} and path.is_file():
        learn = msgspec.structs.replace(learn, weights=sha256_of(path))
    return Recipe(
        name="run", network=recipe.network, input=recipe.input, learn=learn, loss=recipe.loss,
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
    phase: Phase,
) -> None:
    """Train from where the folder's state says to the last epoch."""
    learn, steps = recipe.learn, batches.steps
    names = [name for names_of in split.train for name in names_of]
    meta = read_meta(folder.state)
    done = len(meta.history)
    averaged = Averaged(model, learn.first)
    if done:
        load_state(folder.state, model)
    batches.first = done * steps
    with phase("train", (learn.epochs - done) * steps, "steps") as shown, raising() as failed:
        model.fit(
            feed(batches, (learn.batch, *recipe.input.crop), failed),
            validation_data=feed(validation, (None, None, None), failed),
            steps_per_epoch=steps,
            initial_epoch=done,
            epochs=learn.epochs,
            verbose=0,
            shuffle=False,  # the batches come in their own order
            callbacks=[
                Board(folder.log_dir, validation, write_recipe(recipe)),
                averaged,  # after the board, which looks at what validates
                FiniteGuard(folder, batches, names),
                Recorder(folder, learn, meta, averaged),
                Teller(shown.advance, meta),
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
    keras.utils.set_random_seed(recipe.learn.seed)
    with scope(), _precision(recipe.learn.precision):
        model = build(recipe.network)
        filled = fill(model, recipe.learn.weights, alpha=recipe.network.alpha)
        say(f"first weights: {Path(recipe.learn.weights).name}, {filled.summary}")
        _suit_norms(model, recipe.learn.frozen_norm, steps)
        model.compile(
            make_optimizer(recipe.learn, steps),
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


def _suit_norms(model: Any, frozen: bool, steps: int) -> None:
    """Freeze the batch norms, or let their statistics keep up with a short run.

    The original's network, of another momentum, stays as it was.
    """
    for norm in norms_of(model):
        norm.trainable = not frozen
        if norm.momentum == BN_MOMENTUM:
            norm.momentum = short_run(BN_MOMENTUM, steps)
