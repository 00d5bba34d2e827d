"""The files of the page, from the package."""

from collections.abc import Mapping
from importlib import resources

EXAMPLE = "example.jpg"
"""A drawn picture of the demo, to try the page with."""


def page_files() -> Mapping[str, bytes]:
    """Return the files that `roadeye serve` and `roadeye app` share, by their names."""
    package = resources.files("roadeye")
    files = {one.name: one for one in (package / "server" / "page").iterdir()}
    files[EXAMPLE] = package / "demo_data" / "training" / "image_2" / "uu_000001.jpg"
    return {name: file.read_bytes() for name, file in sorted(files.items())}
