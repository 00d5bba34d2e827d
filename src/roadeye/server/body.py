"""Read the body of a request within limits on bytes, on time, and on all bodies together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.requests import ClientDisconnect, Request

from roadeye.server.limits import Limits
from roadeye.server.problem_details import Problem

_CLOSE = {"Connection": "close"}
"""What follows in the connection is the rest of a body that nobody reads."""


class Uploads:
    """Count the bytes of all bodies that are in memory.

    Attributes:
        held: Bytes in memory now.
    """

    def __init__(self, limits: Limits) -> None:
        self.held = 0
        self._limits = limits

    @asynccontextmanager
    async def body(self, request: Request) -> AsyncIterator[bytes]:
        """Yield the whole body of a request; its bytes count until the block ends.

        Raises:
            Problem: It is too large, too slow, or all bodies together are too large.
        """
        _require_length(request, self._limits.body_bytes)
        content = bytearray()
        try:
            async with arriving(self._limits.seconds):
                async for chunk in request.stream():
                    content += chunk
                    self.held += len(chunk)
                    self._require_room(len(content))
            yield bytes(content)
        finally:
            self.held -= len(content)

    def _require_room(self, length: int) -> None:
        if length > self._limits.body_bytes:
            raise too_large(self._limits.body_bytes)
        if self.held > self._limits.held_bytes:
            raise Problem(
                "overloaded",
                "the uploads in memory are as large as the server allows; try again later.",
                {"Retry-After": "5", **_CLOSE},
            )


@asynccontextmanager
async def arriving(seconds: float) -> AsyncIterator[asyncio.Timeout]:
    """Turn what goes wrong while a body arrives into problems.

    Raises:
        Problem: The time is up, or the client has left.
    """
    try:
        async with asyncio.timeout(seconds) as deadline:
            yield deadline
    except TimeoutError as error:
        raise Problem(
            "too-slow",
            f"the body did not arrive within {seconds:g} seconds or much later; send it faster.",
            _CLOSE,
        ) from error
    except ClientDisconnect as error:
        raise Problem("bad-request", "the body ended before its length.", _CLOSE) from error


def too_large(limit: int) -> Problem:
    """Return the problem of a body that is longer than `limit` bytes."""
    return Problem(
        "body-too-large", f"the body is larger than {limit:,} bytes; make it smaller.", _CLOSE
    )


def _require_length(request: Request, limit: int) -> None:
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) > limit:
        raise too_large(limit)
