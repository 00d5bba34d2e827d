"""The model card: what a person should know before using a model."""

from collections.abc import Sequence
from pathlib import Path

from roadeye.export.checkpoint import Checkpoint
from roadeye.export.forgetting import Forgetting
from roadeye.model.spec import ModelSpec
from roadeye.training.fold_scores import told
from roadeye.training.recipe import TrainingPart
from roadeye.training.state import Meta, best_row


def model_card(
    spec: ModelSpec,
    checkpoint: Checkpoint,
    meta: Meta,
    forgotten: Sequence[Forgetting] = (),
) -> str:
    """Return a model card in Markdown (after Mitchell et al., FAT* 2019).

    Args:
        spec: What the model file says about itself.
        checkpoint: The network in it.
        meta: The run's history.
        forgotten: How it compares with the model that it was fine-tuned from.
    """
    training = checkpoint.recipe.training
    pictures = sum(len(names) for names in checkpoint.split.train)
    crops = len(meta.history) * training.batch * _steps(training, pictures, meta)
    seconds = sum(row.seconds for row in meta.history)
    best = best_row(meta.history)
    input_sizes = ", ".join(f"{height}×{width}" for height, width in spec.input_sizes)
    outputs = [
        f"| head{f' `{output.name}`' if output.name else ''} | probability, at every pixel, "
        f"of road: {spec.describe(output)}; threshold {output.threshold:.3g} |"
        for output in spec.heads
    ]
    return "\n".join(
        [
            f"# {spec.name}",
            "",
            f"Finds road in camera pictures. Road means: {spec.describe(spec.heads[0])}.",
            "",
            "| | |",
            "|---|---|",
            f"| network | `{checkpoint.recipe.network.name}`, {spec.parameters:,} weights |",
            f"| input | RGB 0..255, float32, one of {input_sizes} |",
            *outputs,
            f"| trained on | {'; '.join(spec.trained_on)} |",
            f"| first weights | {Path(training.weights).name} |",
            f"| training | {len(meta.history)} epochs, {crops:,} crops, {seconds / 60:.1f} minutes |",
            f"| best epoch | {best.epoch} |",
            *_parity(spec),
            f"| licence | {spec.licence} |",
            f"| made with | roadeye {spec.version} |",
            "",
            "## Scores",
            "",
            *_scored(checkpoint, meta),
            "",
            "| | |",
            "|---|---|",
            *(f"| {name} | {value:.4f} |" for name, value in spec.scores.items()),
            "",
            *_forgotten(forgotten),
            "## Limits",
            "",
            "It has seen the cameras, places and weather of its training data and no others. It is",
            "a research model: nothing here makes it fit to steer a vehicle.",
            "",
        ]
    )


def _parity(spec: ModelSpec) -> list[str]:
    if spec.parity is None:
        return []
    largest = f"{spec.parity.largest:.1g}"
    return [f"| file against network | probabilities differ by at most {largest} |"]


def _steps(training: TrainingPart, pictures: int, meta: Meta) -> int:
    if meta.cross_validation is None:
        return training.steps_of_epoch(pictures)
    folds = meta.cross_validation.folds
    return folds * training.steps_of_fold(pictures, folds)


def _scored(checkpoint: Checkpoint, meta: Meta) -> list[str]:
    if meta.cross_validation is not None:
        return [
            "This model trained on every picture. The scores are of models that trained without the",
            "pictures they are scored on; this one is the mean of their weights.",
            "",
            *(f"- {line}" for line in told(meta.cross_validation)),
        ]
    validating = sum(len(names) for names in checkpoint.split.val)
    return [
        f"IoU of the model file on the {validating} validation pictures, at the size of the labels,",
        f"counts summed over the pictures of a data set; {_seen(checkpoint)}.",
        "The epoch was chosen on these pictures, so the scores are slightly optimistic.",
        *_before(meta),
    ]


def _forgotten(forgotten: Sequence[Forgetting]) -> list[str]:
    if not forgotten:
        return []
    told_each = (f"- {one}" for one in forgotten)
    return ["## What the first model knew", "", *told_each, ""]


def _before(meta: Meta) -> list[str]:
    if meta.val_iou_before is None:
        return []
    return [
        f"At the network's input size the first weights had an IoU of {meta.val_iou_before:.4f} on",
        f"them, the best epoch {best_row(meta.history).val_iou:.4f}.",
    ]


def _seen(checkpoint: Checkpoint) -> str:
    if checkpoint.recipe.model.trained_before:
        return "this run did not train on them, but its first weights may have seen some"
    return "none of them was trained on"
