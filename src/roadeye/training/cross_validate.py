"""Fine-tune on few pictures: every picture trains, and each is scored by a model that has not seen it.

The folds' models start from the same weights and stay close to them. The mean of such weights is as
a rule as good a model as any of them (Wortsman et al., Model soups, ICML 2022). It has learned from
every picture, and costs no training of its own.
"""

import csv
import io
import shutil
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import keras
import msgspec
import numpy as np

from roadeye.arrays import Mask
from roadeye.data.folds import Folds
from roadeye.draw.overlay import overlay
from roadeye.io.atomic import write_text
from roadeye.io.images import write_jpeg
from roadeye.metrics.counts import Counts, count
from roadeye.metrics.scores import iou
from roadeye.training.datasets import Progress
from roadeye.training.devices import make_repeatable
from roadeye.training.examples import Example
from roadeye.training.fold_runs import fold_runs
from roadeye.training.fold_scores import HeldOut, cross_validation, iou_by_epoch
from roadeye.training.prepare import Prepared
from roadeye.training.run_folder import RunFolder, checkpoint_name
from roadeye.training.state import Row, best_row, put_back, read_meta, snapshot, write_meta
from roadeye.training.targets import IGNORED
from roadeye.training.train import (
    FinishedRun,
    build_compiled,
    finished,
    fit,
    open_folder,
    show_augmentation,
)
from roadeye.training.weights import fill, save_weights

Build: TypeAlias = Callable[[Prepared, Progress], Any]
"""Builds the network of a run, compiled."""


def cross_validate(
    prepared: Prepared, folds: Folds, progress: Progress, build: Build = build_compiled
) -> FinishedRun:
    """Train a model for each fold, score it on what it has not seen, and keep the mean of them.

    An interrupted run resumes in the fold in which it was interrupted.

    Args:
        prepared: The run over all pictures.
        folds: How they are divided.
        progress: Shows the progress.
        build: Builds the network with its first weights, ready to train.

    Raises:
        InputError: A fold's folder belongs to another run, or a picture is lost.
        OutputError: The folder cannot be written.
        RoadeyeError: The loss was not a number.
    """
    make_repeatable()
    if not prepared.meta.history:
        runs = fold_runs(prepared, folds)
        model = build(runs[0], progress)
        open_folder(prepared)
        show_augmentation(prepared)
        pictures = _train_folds(model, runs, folds, progress)
        _keep_mean(model, prepared, runs, pictures, folds)
    shutil.rmtree(prepared.folder.folds, ignore_errors=True)
    return finished(prepared)


def _train_folds(
    model: Any, runs: Sequence[Prepared], folds: Folds, progress: Progress
) -> list[HeldOut]:
    """Train each fold's model, and return how the pictures fared that it had not seen."""
    first = snapshot(model)
    pictures = []
    for number, run in enumerate(runs):
        put_back(model, first)
        groups = [
            group for group, of in zip(folds.groups, folds.folds, strict=True) if of == number
        ]
        examples = run.decoded.validation
        before = [_counts(model, example) for example in examples]
        if len(run.meta.history) < run.recipe.training.epochs:
            open_folder(run)
            # no board: the fold's folder does not outlast the run
            fit(model, run, progress, f"fold {number + 1}/{len(runs)}", board=False)
        after = []
        for path in _checkpoints(run.folder):
            fill(bare(model), path)
            after.append([_counts(model, example) for example in examples])
        pictures += [
            HeldOut(example.name, group, number, one, each)
            for example, group, one, each in zip(
                examples, groups, before, zip(*after, strict=True), strict=True
            )
        ]
    return pictures


def _keep_mean(
    model: Any,
    prepared: Prepared,
    runs: Sequence[Prepared],
    pictures: Sequence[HeldOut],
    folds: Folds,
) -> None:
    """Write the mean of the folds' weights at the best epoch, and the state of the whole run last."""
    folder = prepared.folder
    rows = _mean_rows([read_meta(run.folder.state).history for run in runs], iou_by_epoch(pictures))
    best = best_row(rows)
    weights = []
    for run in runs:
        fill(bare(model), _checkpoints(run.folder)[best.epoch - 1])
        weights.append(model.get_weights())
        for name, example in zip(_paths(run), run.decoded.validation, strict=True):
            drawn = overlay(example.image, predicted(model, example))
            write_jpeg(folder.val_predictions / name, drawn)
    model.set_weights([np.mean(each, axis=0) for each in zip(*weights, strict=True)])
    name = checkpoint_name(best.epoch, best.val_iou, best.val_loss)
    save_weights(bare(model), folder.checkpoints / name)
    write_text(folder.held_out, _held_out_csv(pictures, best.epoch))
    result = cross_validation(pictures, folds.grouped_by)
    meta = read_meta(folder.state)
    meta = msgspec.structs.replace(meta, history=rows, best=(name,), cross_validation=result)
    write_meta(folder.state, meta)


def _mean_rows(histories: Sequence[Sequence[Row]], ious: Sequence[float]) -> tuple[Row, ...]:
    """Return the history of all folds: means, the time of all, and the IoU of all held out."""
    return tuple(
        Row(
            epoch=rows[0].epoch,
            loss=float(np.mean([row.loss for row in rows])),
            iou=float(np.mean([row.iou for row in rows])),
            val_loss=float(np.mean([row.val_loss for row in rows])),
            val_iou=held_out,
            learning_rate=rows[0].learning_rate,
            seconds=sum(row.seconds for row in rows),
        )
        for rows, held_out in zip(zip(*histories, strict=True), ious, strict=True)
    )


def _checkpoints(folder: RunFolder) -> list[Any]:
    """Return the weights of each epoch of a fold, in order."""
    rows = read_meta(folder.state).history
    names = [checkpoint_name(row.epoch, row.val_iou, row.val_loss) for row in rows]
    return [folder.checkpoints / name for name in names]


def _paths(run: Prepared) -> list[str]:
    """Return where below `val_predictions` each picture that a run holds out belongs."""
    return [
        f"{name}/{item.name.replace('/', '-')}.jpg"
        for name, dataset in zip(run.split.names, run.datasets, strict=True)
        for item in dataset.val.items
    ]


def bare(model: Any) -> Any:
    """Return a model over the same layers without an optimiser, which files of weights do not hold."""
    return keras.Model(model.inputs, model.outputs)


def predicted(model: Any, example: Example) -> Mask:
    """Return where a network sees road in a picture, at its input size."""
    # traced once for each input size: a fifth of the time of calling the model
    logits = model.predict_on_batch(example.image[None].astype(np.float32))
    road: Mask = logits[0, :, :, example.head] >= 0
    return road


def _counts(model: Any, example: Example) -> Counts:
    return count(predicted(model, example), example.target == 1, example.target != IGNORED)


def _held_out_csv(pictures: Sequence[HeldOut], epoch: int) -> str:
    """Return a line a picture: IoU before and after, with the fold's model at an epoch."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(("picture", "fold", "iou_before", "iou_after"))
    for one in pictures:
        before, after = iou(one.before), iou(one.after[epoch - 1])
        writer.writerow((one.name, one.fold + 1, f"{before:.4f}", f"{after:.4f}"))
    return lines.getvalue()
