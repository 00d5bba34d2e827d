"""Run the application until a signal ends it; what is in work is finished first."""

import logging
import socket

import uvicorn

from roadeye.errors import InputError
from roadeye.io.faults import reason
from roadeye.server.app import build_app
from roadeye.server.guard import Access
from roadeye.server.limits import Limits
from roadeye.server.models import Engines
from roadeye.server.protocol import guarded_protocol

_DRAIN_SECONDS = 30
_BACKLOG = 512
LOOPBACK = ("127.0.0.1", "::1", "localhost")
"""Hosts that only this machine reaches."""


def listen(host: str, port: int) -> socket.socket:
    """Open the socket that clients connect to.

    Args:
        host: A name or address of this machine.
        port: A port; 0 takes a free one.

    Raises:
        InputError: The address cannot be used.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except (OSError, OverflowError, UnicodeError) as error:
        raise InputError(
            f"cannot listen at {host} port {port}: {reason(error)}; choose another.",
            code="cannot-listen",
        ) from error
    return listener


def address_of(listener: socket.socket) -> str:
    """Return the address of a server for people, such as `http://127.0.0.1:8000`."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def build_server(engines: list[Engines], limits: Limits, access: Access) -> uvicorn.Server:
    """Return a server that answers when it is run, until SIGINT, SIGTERM or `should_exit`.

    What is in work is finished first; a second SIGINT drops it. uvicorn raises the signal again
    when all is done.

    Args:
        engines: The models, once for each worker thread, and once for videos.
        limits: What requests may take.
        access: Who may ask.
    """

    def stopping() -> bool:
        return server.should_exit

    for name in ("uvicorn.error", "python_multipart"):  # what clients do wrong is no news
        logging.getLogger(name).setLevel(logging.ERROR)
    server = uvicorn.Server(
        uvicorn.Config(
            build_app(engines, limits, access, stopping),
            http=guarded_protocol(limits),
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_DRAIN_SECONDS,
        )
    )
    return server
