"""A server in a thread of the test, on a free port, with engines that a test chooses."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from time import monotonic, sleep

import httpx
from fake_engine import FakeEngine

from roadeye.server.guard import Access
from roadeye.server.limits import Limits
from roadeye.server.models import Engines
from roadeye.server.run import address_of, build_server, listen

SECONDS = 20  # on a busy machine


@contextmanager
def live_server(
    *engines: Engines, limits: Limits | None = None, access: Access | None = None
) -> Iterator[str]:
    """Yield the address of a server that answers."""
    offered = engines or ({"fake": FakeEngine()},)
    listener = listen("127.0.0.1", 0)
    address = address_of(listener)
    server = build_server([*offered, offered[0]], limits or Limits(), access or Access())
    thread = Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        until = monotonic() + SECONDS
        while not server.started and monotonic() < until:
            sleep(0.01)
        yield address
    finally:
        server.should_exit = True
        thread.join(SECONDS)
    assert not thread.is_alive(), "the server did not end"


@contextmanager
def live_client(
    *engines: Engines, limits: Limits | None = None, access: Access | None = None
) -> Iterator[httpx.Client]:
    """Yield a client of a server that answers."""
    with (
        live_server(*engines, limits=limits, access=access) as address,
        httpx.Client(base_url=address, timeout=SECONDS) as client,
    ):
        yield client
