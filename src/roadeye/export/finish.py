"""What a training run leaves behind for use: model file, predictions, scores and card."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from roadeye.data.dataset import Dataset, Sample, load
from roadeye.draw.overlay import overlay
from roadeye.export.card import model_card
from roadeye.export.checkpoint import read_checkpoint
from roadeye.export.forgetting import Forgetting, forgetting
from roadeye.export.formats import LITERT
from roadeye.export.source import of_checkpoint, read_trained
from roadeye.export.write import Request, export
from roadeye.inference.segmenter import Segmenter, open_segmenter
from roadeye.io.atomic import write_text
from roadeye.io.images import write_jpeg
from roadeye.metrics.counts import Counts, count
from roadeye.metrics.scores import iou
from roadeye.model.engine import open_engine, rewrite_spec
from roadeye.training.datasets import Progress
from roadeye.training.fold_scores import told
from roadeye.training.state import Meta, best_row
from roadeye.training.train import FinishedRun

THREADS = 2
CROSS_VALIDATED = "cross-validated iou"


def finish(
    run: FinishedRun,
    progress: Progress,
    first: str | None = None,
    known: Sequence[Dataset] = (),
) -> str:
    """Export the best epoch, predict and score the validation pictures, write the card.

    The scores are those of the model file, at the size of the labels. A cross-validated run has
    scores already, of the folds' models.

    Args:
        run: A finished run.
        progress: Shows the progress.
        first: The model that fine-tuning started from; see `read_trained`.
        known: Labelled pictures of what that model knew, on which both are compared.

    Returns:
        A few lines for people.

    Raises:
        ModelError: The model file differs from the network.
        OutputError: Something cannot be written.
    """
    checkpoint = read_checkpoint(run.folder.root)
    export(Request(of_checkpoint(checkpoint), LITERT), run.folder.model)
    scores = {}
    total = sum(len(dataset.val.items) for dataset in run.datasets)
    with progress("validate", total, "pictures") as shown:
        for name, dataset in zip(checkpoint.split.names, run.datasets, strict=True):
            if not dataset.val.items:
                continue
            counts = Counts()
            segmenter = open_segmenter(run.folder.model, THREADS, dataset.labels)
            for item in dataset.val.items:
                sample = load(item)
                counts += _predict(segmenter, sample, run.folder.val_predictions / name)
                shown.advance(1, "")
            scores[f"{name} val iou"] = round(iou(counts), 4)
    if run.meta.cross_validation is not None:
        scores[CROSS_VALIDATED] = round(run.meta.cross_validation.after, 4)
    spec = msgspec.structs.replace(open_engine(run.folder.model).spec, scores=scores)
    rewrite_spec(run.folder.model, run.folder.model, spec)
    found: tuple[Forgetting, ...] = ()
    if first is not None:
        found = forgetting(read_trained(first), run.folder.model, known, progress)
    write_text(run.folder.card, model_card(spec, checkpoint, run.meta, found))
    lines = [
        f"{name} val iou: {scores[f'{name} val iou']:.4f} on {len(dataset.val.items)} pictures"
        for name, dataset in zip(checkpoint.split.names, run.datasets, strict=True)
        if dataset.val.items
    ]
    return "\n".join(
        [
            *lines,
            *fine_tuning_gain(run.meta, total),
            *(f"what it knew, {one}" for one in found),
            f"model: {run.folder.model}",
            f"overlays: {run.folder.val_predictions}",
        ]
    )


def fine_tuning_gain(meta: Meta, pictures: int) -> list[str]:
    """Say how a trained model did before and after fine-tuning, on the same pictures.

    Args:
        meta: The run's history.
        pictures: Number of validation pictures.

    Returns:
        A line or two, or none where the run did not start from a trained model.
    """
    if meta.cross_validation is not None:
        return [*told(meta.cross_validation), _stopped(meta)]
    if meta.val_iou_before is None:
        return []
    best = best_row(meta.history)
    said = (
        f"fine-tuning: validation IoU {meta.val_iou_before:.4f} before, {best.val_iou:.4f} after "
        f"(epoch {best.epoch}), at the network's input size on the same {pictures} pictures"
    )
    return [said]


def _stopped(meta: Meta) -> str:
    best, epochs = best_row(meta.history), len(meta.history)
    return (
        f"epoch {best.epoch} of {epochs} did best on pictures held out: the model is the mean of the "
        "folds' weights there"
    )


def _predict(segmenter: Segmenter, sample: Sample, folder: Path) -> Counts:
    prediction = segmenter(sample.image)
    name = f"{sample.name.replace('/', '-')}.jpg"
    write_jpeg(folder / name, overlay(sample.image, prediction.mask))
    return count(prediction.mask, sample.road, sample.valid)
