"""The addresses of the page."""

import hashlib
from collections.abc import Awaitable, Callable
from pathlib import PurePosixPath

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from roadeye.server.page_files import page_files

_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".jpg": "image/jpeg",
    ".svg": "image/svg+xml",
}


def page_routes() -> list[Route]:
    """Return an address for each file of the page; clients can reach no other file."""
    files = page_files()
    routes = [Route(f"/{name}", _endpoint(name, content)) for name, content in files.items()]
    return [Route("/", _endpoint("index.html", files["index.html"])), *routes]


def _endpoint(name: str, content: bytes) -> Callable[[Request], Awaitable[Response]]:
    media_type = _TYPES[PurePosixPath(name).suffix]
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}

    async def answer(request: Request) -> Response:
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(content, headers=headers, media_type=media_type)

    return answer
