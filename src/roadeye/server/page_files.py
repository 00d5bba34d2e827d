"""The files of the page, from the package: as a server gives it, and as it runs without one."""

from collections.abc import Mapping
from importlib import resources

EXAMPLE = "example.jpg"
"""A drawn picture of the demo, to try the page with."""

_SERVER_ONLY = ("film.js", "server-backend.js", "token.js")


def page_files() -> Mapping[str, bytes]:
    """Return the files of the page of `roadeye serve`, by their names."""
    package = resources.files("roadeye")
    files = {one.name: one for one in (package / "server" / "page").iterdir()}
    files[EXAMPLE] = package / "demo_data" / "training" / "image_2" / "uu_000001.jpg"
    return {name: file.read_bytes() for name, file in sorted(files.items())}


def browser_files() -> Mapping[str, bytes]:
    """Return the files of the page of `roadeye app`, without models, by their paths."""
    package = resources.files("roadeye.server")
    files = {name: file for name, file in page_files().items() if name not in _SERVER_ONLY}
    files |= {one.name: one.read_bytes() for one in (package / "browser").iterdir()}
    return files | {
        f"litert/{one.name}": one.read_bytes() for one in (package / "litert").iterdir()
    }
