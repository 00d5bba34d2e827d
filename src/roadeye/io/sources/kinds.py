"""The kinds of sources that are told by their names; files and folders are found by `io.find`."""

from collections.abc import Callable

from roadeye.io.sources.address import address
from roadeye.io.sources.bag import bag
from roadeye.io.sources.camera import camera
from roadeye.io.sources.source import Source, SourceOptions
from roadeye.io.sources.standard_input import standard_input

KINDS: tuple[Callable[[str, SourceOptions], Source | None], ...] = (
    standard_input,
    camera,
    address,
    bag,
)
"""Each returns a source, or None where the text names none of its kind."""


def named_source(text: str, options: SourceOptions) -> Source | None:
    """Return the source that a text names; None for files, folders and patterns.

    Raises:
        InputError: The text names a source that does not exist, or the options do not fit it.
    """
    return next((found for kind in KINDS if (found := kind(text, options)) is not None), None)
