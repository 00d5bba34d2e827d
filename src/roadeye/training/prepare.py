"""Check everything that a run needs before TensorFlow is imported and before anything is written."""

from dataclasses import dataclass
from pathlib import Path

import msgspec

from roadeye.data.dataset import Dataset
from roadeye.data.fingerprint import BYTES, join
from roadeye.data.teachable import require_teachable
from roadeye.io.digest import sha256_of
from roadeye.training.datasets import Progress, SplitDataset, open_datasets
from roadeye.training.decode import Decoded, decode
from roadeye.training.recipe import IMAGENET, SCRATCH, Recipe, TrainingPart
from roadeye.training.recipe_file import write_recipe
from roadeye.training.run_folder import RunFolder
from roadeye.training.run_lock import acquire
from roadeye.training.run_split import Split
from roadeye.training.state import Meta, identity_digest


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
    """

    folder: RunFolder
    recipe: Recipe
    datasets: tuple[SplitDataset, ...]
    split: Split
    decoded: Decoded
    meta: Meta
    fingerprints: bytes


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
        InputError: Data cannot teach, pictures are broken, or the folder holds another run.
        OutputError: The folder is taken.
    """
    datasets = open_datasets(paths, recipe)
    for dataset in datasets:
        require_teachable(dataset.train)
    split = Split(
        roots=tuple(str(path.resolve()) for path in paths),
        train=tuple(_names(dataset.train) for dataset in datasets),
        val=tuple(_names(dataset.val) for dataset in datasets),
    )
    names = msgspec.json.encode((split.train, split.val)).decode()
    run = identity_digest(write_recipe(identity(recipe)), names)
    meta = acquire(folder, run, resume=resume)
    decoded = decode(datasets, recipe, progress)
    known = [earlier[start : start + BYTES] for start in range(0, len(earlier), BYTES)]
    own = decoded.fingerprints
    known += [own[start : start + BYTES] for start in range(0, len(own), BYTES)]
    return Prepared(folder, recipe, datasets, split, decoded, meta, join(known))


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
