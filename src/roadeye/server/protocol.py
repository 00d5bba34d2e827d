"""Connections that cannot be held for long: slow headers, slow readers, too many clients.

uvicorn bounds how long a connection may rest between two requests. A client that sends its headers,
or reads its answer, a byte a second would otherwise keep a connection and its memory for days.
"""

import asyncio
import http
from typing import Any

import msgspec
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from roadeye.server.limits import Limits
from roadeye.server.problem_details import MEDIA_TYPE, details

_SLOWEST = 1024
"""Bytes a second that a reader takes at least, on average."""


def guarded_protocol(limits: Limits) -> type[asyncio.Protocol]:
    """Return uvicorn's HTTP protocol with limits on time and on the number of connections."""

    class GuardedProtocol(H11Protocol):
        """Close connections that are too slow."""

        def __init__(self, *arguments: Any, **settings: Any) -> None:
            super().__init__(*arguments, **settings)
            self._request_timer: asyncio.TimerHandle | None = None
            self._read_timer: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            super().connection_made(transport)  # type: ignore[arg-type]
            if len(self.connections) > limits.connections:
                self._refuse("overloaded", "too many connections are open; try again later.")
            else:
                self._watch_request()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            self._watch_request()

        def connection_lost(self, exc: Exception | None) -> None:
            for timer in (self._request_timer, self._read_timer):
                if timer is not None:
                    timer.cancel()
            super().connection_lost(exc)

        def pause_writing(self) -> None:
            super().pause_writing()
            self._watch_reader()

        def resume_writing(self) -> None:
            super().resume_writing()
            if self._read_timer is not None:
                self._read_timer.cancel()
                self._read_timer = None

        def send_400_response(self, msg: str) -> None:  # noqa: ARG002  uvicorn calls it
            self._refuse("bad-request", "the bytes received are no HTTP request.")

        def _watch_request(self) -> None:
            """Give a request its time until its headers are there, and what follows an answer too."""
            cycle: RequestResponseCycle | None = self.cycle
            answering = cycle is not None and not cycle.response_complete
            if answering and self._request_timer is not None:
                self._request_timer.cancel()
                self._request_timer = None
            elif not answering and self._request_timer is None and not self.transport.is_closing():
                self._request_timer = self.loop.call_later(limits.seconds, self.transport.abort)

        def _watch_reader(self) -> None:
            """Look again later how much of the answer was read."""
            unread = self.transport.get_write_buffer_size()

            def look() -> None:
                if self.transport.get_write_buffer_size() > unread - _SLOWEST * limits.seconds:
                    self.transport.abort()
                else:
                    self._watch_reader()

            self._read_timer = self.loop.call_later(limits.seconds, look)

        def _refuse(self, code: str, detail: str) -> None:
            document = details(code, detail)
            body = msgspec.json.encode(document)
            head = (
                f"HTTP/1.1 {document.status} {http.HTTPStatus(document.status).phrase}\r\n"
                f"Content-Type: {MEDIA_TYPE}\r\nContent-Length: {len(body)}\r\n"
                "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
            )
            self.transport.write(head.encode() + body)
            self.transport.close()

    return GuardedProtocol
