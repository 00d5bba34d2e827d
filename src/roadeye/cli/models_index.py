"""The models that `roadeye models` knows."""

from pathlib import Path

from roadeye.model.index import ModelEntry, packaged_entries, read_index


def known(index: Path | None) -> list[ModelEntry]:
    """Return the models in the package and those of an index."""
    return packaged_entries() + ([] if index is None else read_index(index))
