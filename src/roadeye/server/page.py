"""The files of the page, from the package."""

import hashlib
import mimetypes
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

EXAMPLE = "example.jpg"

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
}


@dataclass(frozen=True)
class PageFile:
    """Hold one file.

    Attributes:
        content: Its bytes.
        media_type: What it is.
        tag: Changes with the content.
    """

    content: bytes
    media_type: str
    tag: str


def page_files() -> Mapping[str, PageFile]:
    """Read the files of the page, by their names; one is a picture to try, from the demo."""
    package = resources.files("roadeye")
    files = {one.name: one for one in (package / "server" / "page").iterdir()}
    files[EXAMPLE] = package / "demo_data" / "training" / "image_2" / "uu_000001.jpg"
    return {name: _page_file(name, file) for name, file in sorted(files.items())}


def page_routes() -> list[Route]:
    """Return an address for each file of the page; clients can reach no other file."""
    files = page_files()
    routes = [Route(f"/{name}", _endpoint(file)) for name, file in files.items()]
    return [Route("/", _endpoint(files["index.html"])), *routes]


def _endpoint(file: PageFile) -> Callable[[Request], Awaitable[Response]]:
    headers = {"ETag": file.tag, "Cache-Control": "no-cache"}

    async def answer(request: Request) -> Response:
        if request.headers.get("if-none-match") == file.tag:
            return Response(status_code=304, headers=headers)
        return Response(file.content, headers=headers, media_type=file.media_type)

    return answer


def _page_file(name: str, file: Traversable) -> PageFile:
    content = file.read_bytes()
    suffix = PurePosixPath(name).suffix
    media_type = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return PageFile(content, media_type, f'"{hashlib.sha256(content).hexdigest()[:32]}"')
