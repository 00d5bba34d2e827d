"""Decode every picture of a run once, before anything is trained."""

from dataclasses import dataclass, replace

from roadeye.data.dataset import Item
from roadeye.data.fingerprint import join
from roadeye.errors import InputError
from roadeye.problems import NAMED
from roadeye.training.datasets import Progress, SplitDataset
from roadeye.training.examples import Example, ExampleCache, broken_among, letterboxed, read_example
from roadeye.training.recipe import Recipe


@dataclass(frozen=True)
class Decoded:
    """Hold the pictures of a run.

    Attributes:
        cache: The training pictures, decoded again where memory does not hold them.
        validation: The validation pictures, letterboxed.
        fingerprints: Of the training pictures, joined.
    """

    cache: ExampleCache
    validation: tuple[Example, ...]
    fingerprints: bytes


def decode(datasets: tuple[SplitDataset, ...], recipe: Recipe, progress: Progress) -> Decoded:
    """Decode every picture of a run, at the size at which it is learned.

    Args:
        datasets: The data sets.
        recipe: What to do with them.
        progress: Shows the progress.

    Raises:
        InputError: Pictures are broken, or no validation label has road.
    """
    input_sizes = recipe.input.sizes
    teaching: list[tuple[Item, float, int]] = [
        (
            replace(item, ignore_border=dataset.part.ignore_border),
            dataset.part.scale,
            dataset.head,
        )
        for dataset in datasets
        for item in dataset.train.items
    ]
    validating = [(item, dataset.head) for dataset in datasets for item in dataset.val.items]

    def read(index: int) -> Example:
        item, scale, head = teaching[index]
        return read_example(item, input_sizes, scale, head)

    examples: dict[int, Example] = {}

    def hold(index: int) -> None:
        item, head = validating[index]
        examples[index] = letterboxed(item, input_sizes, head)

    fingerprints: dict[int, bytes] = {}

    def store(index: int) -> None:
        fingerprints[index] = cache[index].fingerprint

    total = len(teaching) + len(validating)
    with progress("decode", total, "pictures") as shown:
        broken = broken_among(hold, len(validating), lambda: shown.advance(1))
        held = sum(example.nbytes for example in examples.values())
        cache = ExampleCache(read, len(teaching), max(0, recipe.training.cache_mib * 2**20 - held))
        broken += broken_among(store, len(teaching), lambda: shown.advance(1))
    if broken:
        raise InputError(_told(broken, total), code="broken-pictures")
    validation = tuple(examples[index] for index in range(len(validating)))
    if validation and not any((example.target == 1).any() for example in validation):
        raise InputError(
            f"none of the {len(validation)} validation labels has road, so they cannot choose "
            "an epoch; choose another split, or check the labels."
        )
    return Decoded(cache, validation, join(fingerprints.values()))


def _told(broken: list[str], total: int) -> str:
    listed = "\n  ".join(broken[:NAMED])
    more = f"\n  and {len(broken) - NAMED} more" if len(broken) > NAMED else ""
    return (
        f"{len(broken)} of {total} pictures cannot be used, nothing was trained:\n"
        f"  {listed}{more}\nFix or remove them."
    )
