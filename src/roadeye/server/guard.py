"""Around every request: who may ask, what is counted, and the headers of every answer."""

import hashlib
import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from roadeye.server.metrics import Metrics
from roadeye.server.problem_details import Problem, respond

_POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
)

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "; ".join(_POLICY),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""The headers of every answer; an answer may have its own `Cache-Control`."""

_GUARDED = ("/v1/", "/metrics")
"""What needs the token; the page and its documentation hold no secret."""


@dataclass(frozen=True)
class Access:
    """Say who may ask.

    Attributes:
        token: What `Authorization: Bearer` must hold; None lets everybody ask.
        hosts: The names that a request may address the server by; None allows any. A page
            elsewhere could otherwise give its own name this machine's address, and read answers.
    """

    token: str | None = None
    hosts: tuple[str, ...] | None = None


class Guard:
    """Check, count, and add headers around an application."""

    def __init__(self, app: ASGIApp, access: Access, metrics: Metrics) -> None:
        self._app = app
        self._access = access
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500
        started = time.perf_counter()

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            require_access(self._access, scope)
            await self._app(scope, receive, send_with_headers)
        except Problem as problem:
            await respond(problem)(scope, receive, send_with_headers)
        finally:
            route = getattr(
                scope.get("route"), "path", "none"
            )  # not the path, which clients choose
            self._metrics.requests.labels(route, str(status)).inc()
            self._metrics.seconds.labels(route).observe(time.perf_counter() - started)


def require_access(access: Access, scope: Scope) -> None:
    """Check that a request may be answered.

    Raises:
        Problem: It addresses another host, comes from another site, or has no right token.
    """
    headers = Headers(scope=scope)
    if access.hosts is not None and _host(headers.get("host", "")) not in access.hosts:
        raise Problem(
            "wrong-host",
            "the request's Host is not one of this server's names; address it by one of those.",
        )
    if headers.get("sec-fetch-site") == "cross-site" and scope["method"] not in {"GET", "HEAD"}:
        raise Problem("forbidden", "a page of another site asked; open the server's own page.")
    guarded = scope["path"].startswith(_GUARDED)
    if guarded and access.token is not None and not _is_right(access.token, headers):
        raise Problem(
            "no-token",
            "send the server's token as `Authorization: Bearer TOKEN`.",
            {"WWW-Authenticate": 'Bearer realm="roadeye"'},
        )


def _is_right(token: str, headers: Headers) -> bool:
    scheme, _, given = headers.get("authorization", "").partition(" ")
    # Of digests, so that neither content nor length of the token shows in the time it takes.
    return (
        hmac.compare_digest(_digest(token.encode()), _digest(given.strip().encode("latin-1")))
        and scheme.lower() == "bearer"
    )


def _digest(text: bytes) -> bytes:
    return hashlib.sha256(text).digest()


def _host(header: str) -> str:
    """Return a host without its port.

    >>> _host("localhost:8000"), _host("[::1]:8000")
    ('localhost', '[::1]')
    """
    name, _, port = header.rpartition(":")
    return (name if name and port.isdecimal() else header).lower()
