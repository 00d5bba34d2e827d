"""Check everything that a run needs before TensorFlow is imported and before anything is written."""

from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from roadeye.data.dataset import VAL, Dataset
from roadeye.data.fingerprint import BYTES, join
from roadeye.data.folds import Folds, divide
from roadeye.data.teachable import require_teachable
from roadeye.errors import InputError
from roadeye.io.regular import sha256_of
from roadeye.training.datasets import DEFAULT_SPLIT, Progress, SplitDataset, open_datasets
from roadeye.training.decode import Decoded, decode
from roadeye.training.recipe import IMAGENET, SCRATCH, Recipe, TrainingPart
from roadeye.training.recipe_file import write_recipe
from roadeye.training.run_folder import RunFolder
from roadeye.training.run_lock import acquire
from roadeye.training.run_split import Split
from roadeye.training.state import Meta, identity_digest

FEW = 60
"""Fewer pictures are cross-validated: a tenth of them is too few to score by."""


@dataclass(frozen=True)
class Prepared:
    """Hold a run that can start, or resume.

    Attributes:
        folder: Where it is kept.
        recipe: What to do.
        datasets: The data sets.
        split: The names of the pictures on either side.
        decoded: The pictures.
        meta: What is known of earlier epochs.
        fingerprints: Of every picture that taught the model, its first weights included.
        folds: How the pictures are divided where they are cross-validated; all train then.
    """

    folder: RunFolder
    recipe: Recipe
    datasets: tuple[SplitDataset, ...]
    split: Split
    decoded: Decoded
    meta: Meta
    fingerprints: bytes
    folds: Folds | None = None


def prepare(
    paths: list[Path],
    recipe: Recipe,
    folder: RunFolder,
    *,
    resume: bool,
    progress: Progress,
    earlier: bytes = b"",
) -> Prepared:
    """Open and check the data, the run folder and every picture; write nothing.

    Args:
        paths: Folders of labelled data sets, in the order of the recipe's `data`.
        recipe: What to do.
        folder: Where the run is kept.
        resume: Resume the run that is there.
        progress: Shows the progress of decoding.
        earlier: Fingerprints of the pictures that the first weights were trained on, joined.

    Raises:
        InputError: The recipe contradicts itself, data cannot teach, pictures are broken, or the
            folder holds another run.
        OutputError: The folder is taken.
    """
    _require_trained(recipe)
    datasets = open_datasets(paths, recipe)
    folds = recipe.training.folds if _are_few(datasets, recipe) else 0
    if folds:
        datasets = tuple(_all_train(dataset) for dataset in datasets)
    for dataset in datasets:
        require_teachable(dataset.train)
    split = split_of(tuple(str(path.resolve()) for path in paths), datasets)
    meta = acquire(folder, run_digest(recipe, split), resume=resume)
    decoded = decode(datasets, recipe, progress)
    known = [earlier[start : start + BYTES] for start in range(0, len(earlier), BYTES)]
    own = decoded.fingerprints
    known += [own[start : start + BYTES] for start in range(0, len(own), BYTES)]
    divided = _divided(datasets, decoded, folds) if folds else None
    return Prepared(folder, recipe, datasets, split, decoded, meta, join(known), divided)


def split_of(roots: tuple[str, ...], datasets: tuple[SplitDataset, ...]) -> Split:
    """Return the names on either side of some data sets."""
    return Split(
        roots=roots,
        train=tuple(_names(dataset.train) for dataset in datasets),
        val=tuple(_names(dataset.val) for dataset in datasets),
    )


def run_digest(recipe: Recipe, split: Split) -> str:
    """Return a digest of what a run's weights depend on."""
    names = msgspec.json.encode((split.train, split.val)).decode()
    text = write_recipe(identity(recipe))
    if not recipe.loss.distillation:  # runs that began before there was any can be resumed
        text = text.replace(f"distillation = {recipe.loss.distillation}\n", "")
    return identity_digest(text, names)


def _require_trained(recipe: Recipe) -> None:
    """Refuse to keep what untrained first weights answer.

    Raises:
        InputError: The recipe asks for it.
    """
    weights = recipe.training.weights
    if recipe.loss.distillation and recipe.network.outputs > 1 and weights in {IMAGENET, SCRATCH}:
        raise InputError(
            f"loss.distillation = {recipe.loss.distillation} keeps what the first weights answer, but "
            f'training.weights = "{weights}" has no trained heads: start from a trained model, or set '
            "loss.distillation to 0."
        )


def _are_few(datasets: tuple[SplitDataset, ...], recipe: Recipe) -> bool:
    """Tell whether a trained model is fine-tuned on few pictures that nobody has split."""
    items = [item for dataset in datasets for item in (*dataset.train.items, *dataset.val.items)]
    return (
        bool(recipe.model.trained_before)
        and len(items) < FEW
        and all(dataset.part.split == DEFAULT_SPLIT for dataset in datasets)
        and all(item.split != VAL for item in items)
    )


def _all_train(dataset: SplitDataset) -> SplitDataset:
    items = sorted((*dataset.train.items, *dataset.val.items), key=lambda item: item.name)
    return replace(
        dataset,
        train=replace(dataset.train, items=tuple(items)),
        val=replace(dataset.val, items=()),
    )


def _divided(datasets: tuple[SplitDataset, ...], decoded: Decoded, folds: int) -> Folds:
    """Divide pictures into folds.

    Raises:
        InputError: They are all alike.
    """
    items = [item for dataset in datasets for item in dataset.train.items]
    fingerprints = [decoded.cache[number].fingerprint for number in range(len(items))]
    divided = divide(items, fingerprints, folds)
    if divided.count < 2:
        raise InputError(
            f"the {len(items)} pictures are near-duplicates of each other, and none can be held out to "
            "score by: label pictures that differ, or set training.folds to 0.",
            code="all-alike",
        )
    return divided


def identity(recipe: Recipe) -> Recipe:
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
