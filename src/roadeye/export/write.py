"""Export a trained network: convert, check, and only then put the file in its place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import roadeye
from roadeye.arrays import AnyImage
from roadeye.data.dataset import load
from roadeye.data.detect import open_dataset
from roadeye.errors import InputError
from roadeye.export.checkpoint import Checkpoint
from roadeye.export.litert import to_litert
from roadeye.export.parity import largest_difference, require_parity
from roadeye.io.atomic import replacing
from roadeye.model.engine import open_engine
from roadeye.model.spec import Head, ModelSpec

PARITY_PICTURES = 4
DESCRIPTION = "road that a car may drive on, as the training data label it"
LICENCE = "as the training data allow"


def spec_of(checkpoint: Checkpoint, scores: Mapping[str, float]) -> ModelSpec:
    """Return what a model file shall say about itself.

    Args:
        checkpoint: The trained network.
        scores: Measured scores by name.
    """
    recipe = checkpoint.recipe
    return ModelSpec(
        name=recipe.name,
        version=roadeye.__version__,
        input_sizes=recipe.input.sizes,
        description=recipe.model.description or DESCRIPTION,
        heads=tuple(Head(name=name) for name in recipe.network.heads) or (Head(),),
        trained_on=(*recipe.model.trained_before, *checkpoint.split.trained_on),
        fingerprints=checkpoint.fingerprints,
        scores=dict(scores),
        licence=recipe.model.licence or LICENCE,
        parameters=checkpoint.parameters,
    )


@dataclass(frozen=True)
class ParityPictures:
    """Hold pictures on which a model file is compared with its network.

    Attributes:
        images: The pictures.
        source: Where they come from, for people.
    """

    images: tuple[AnyImage, ...]
    source: str


def parity_pictures(checkpoint: Checkpoint) -> ParityPictures:
    """Return pictures to compare on: some that validated the run, else those in the package.

    Args:
        checkpoint: The trained network; its data sets may have been moved or deleted since.
    """
    for root, names in zip(checkpoint.split.roots, checkpoint.split.val, strict=True):
        if not names:
            continue
        try:
            items = {item.name: item for item in open_dataset(Path(root)).items}
            images = tuple(load(items[name]).image for name in names[:PARITY_PICTURES])
        except (InputError, KeyError):
            continue
        return ParityPictures(images, f"{len(images)} validation pictures of the run")
    with resources.as_file(resources.files("roadeye") / "demo_data") as folder:
        items_here = open_dataset(folder).items[:PARITY_PICTURES]
        images = tuple(load(item).image for item in items_here)
    return ParityPictures(images, f"{len(images)} pictures in the package")


def write_litert(
    checkpoint: Checkpoint, scores: Mapping[str, float], images: Iterable[AnyImage], path: Path
) -> float:
    """Write a TFLite file, if it says the same as the network.

    Args:
        checkpoint: The trained network.
        scores: Measured scores by name.
        images: Pictures to compare on.
        path: Where the file goes.

    Returns:
        The largest difference of a probability.

    Raises:
        ModelError: The file differs from the network; nothing is left at `path`.
        OutputError: The file cannot be written.
    """
    spec = spec_of(checkpoint, scores)
    content = to_litert(checkpoint.recipe.network, checkpoint.weights, spec)
    with replacing(path) as temporary:
        temporary.write_bytes(content)
        engine = open_engine(temporary)
        difference = largest_difference(
            checkpoint.recipe.network, checkpoint.weights, engine, images
        )
        require_parity(difference)
    return difference
