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


def page_files(folder: str = "page") -> Mapping[str, PageFile]:
    """Read a folder of the package beside this module; names are relative to it."""
    root = resources.files("roadeye.server") / folder
    return {name: _page_file(name, file) for name, file in _walk(root, "")}


def page_routes() -> list[Route]:
    """Return an address for each file of the page; clients can reach no other file."""
    routes = [Route(f"/{name}", _endpoint(file)) for name, file in page_files().items()]
    return [Route("/", _endpoint(page_files()["index.html"])), *routes]


def _endpoint(file: PageFile) -> Callable[[Request], Awaitable[Response]]:
    headers = {"ETag": file.tag, "Cache-Control": "no-cache"}

    async def answer(request: Request) -> Response:
        if request.headers.get("if-none-match") == file.tag:
            return Response(status_code=304, headers=headers)
        return Response(file.content, headers=headers, media_type=file.media_type)

    return answer


def _walk(folder: Traversable, above: str) -> list[tuple[str, Traversable]]:
    found = []
    for one in folder.iterdir():
        if one.is_dir():
            found += _walk(one, f"{above}{one.name}/")
        else:
            found.append((f"{above}{one.name}", one))
    return found


def _page_file(name: str, file: Traversable) -> PageFile:
    content = file.read_bytes()
    suffix = PurePosixPath(name).suffix
    media_type = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return PageFile(content, media_type, f'"{hashlib.sha256(content).hexdigest()[:32]}"')
