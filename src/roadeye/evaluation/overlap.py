"""Which pictures of a data set trained a model: their scores say nothing about new pictures."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from roadeye.data.dataset import Dataset, Item
from roadeye.data.fingerprint import fingerprint, trained_on
from roadeye.errors import InputError
from roadeye.evaluation.evaluate import attempt
from roadeye.inference.stages import ahead
from roadeye.io.images import read_image


def hash_pictures(
    dataset: Dataset, jobs: int = 1, done: Callable[[], None] = lambda: None
) -> dict[str, bytes]:
    """Return the fingerprint of each picture by its name; one that cannot be read is left out.

    Args:
        dataset: The pictures.
        jobs: Number of pictures that are read at once.
        done: Called after each picture.
    """
    hashes = {}
    results = ahead(attempt(_hash), dataset.items, jobs)
    for item, found in zip(dataset.items, results, strict=True):
        done()
        if isinstance(found, bytes):
            hashes[item.name] = found
    return hashes


def overlap(hashes: Mapping[str, bytes], fingerprints: bytes) -> frozenset[str]:
    """Return the names of the pictures that trained a model.

    Args:
        hashes: The fingerprint of each picture by its name.
        fingerprints: Those of the pictures that trained the model, joined.
    """
    return frozenset(name for name, one in hashes.items() if trained_on(fingerprints, one))


def without(dataset: Dataset, names: frozenset[str]) -> Dataset:
    """Return a data set without the pictures of these names, which trained a model.

    Raises:
        InputError: Nothing is left.
    """
    rest = tuple(item for item in dataset.items if item.name not in names)
    if not rest:
        raise InputError(
            f"all {len(dataset.items)} pictures trained this model: their scores would say nothing "
            "about new pictures; score pictures that did not train it.",
            code="all-trained",
        )
    return replace(dataset, items=rest)


def _hash(item: Item) -> bytes:
    return fingerprint(read_image(item.image))
