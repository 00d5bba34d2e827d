"""`roadeye serve`."""

import os
from contextlib import suppress
from typing import Annotated

import typer

from roadeye.cli.extras import require
from roadeye.cli.options import Threads

TOKEN = "ROADEYE_TOKEN"
"""The environment variable that holds the token: an option would show in lists of processes."""


def serve(  # noqa: PLR0917  the options are what there is to choose
    host: Annotated[
        str, typer.Option(metavar="HOST", help="Address to listen on; 0.0.0.0 means all.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(metavar="N", min=0, max=65535, help="Port; 0 picks a free one.")
    ] = 8000,
    model: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MODEL",
            help="roadeye, roadeye-open, a model file, or the folder of a training run; may be repeated.",
            show_default="roadeye",
        ),
    ] = None,
    threads: Threads = 2,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Host name to answer to, such as a proxy's; may be repeated.",
            show_default="this machine's names; any, if --host is not a loopback address",
        ),
    ] = None,
    max_megabytes: Annotated[
        float, typer.Option(metavar="MB", min=0.001, max=2000, help="Refuse larger requests.")
    ] = 32,
    max_megapixels: Annotated[
        float,
        typer.Option(
            metavar="MP", min=0.000001, max=1000, help="Refuse larger pictures before decoding."
        ),
    ] = 50,
    waiting: Annotated[
        int,
        typer.Option(
            metavar="N",
            min=0,
            max=10000,
            help="Pictures that may wait; further ones get status 429.",
        ),
    ] = 32,
    seconds: Annotated[
        float,
        typer.Option(metavar="S", min=0.1, max=3600, help="Close connections that take longer."),
    ] = 30,
) -> None:
    """Serve a page and an HTTP API that find the road in pictures.

    Only this machine can reach it, unless --host says otherwise. If the
    environment variable ROADEYE_TOKEN is set, the API asks for that token. The
    page /docs describes the API. Ctrl-C and SIGTERM finish the work in hand.
    """
    require("starlette", "serving", "serve")
    require("uvicorn", "serving", "serve")
    from roadeye.cli.licence import tell_licence
    from roadeye.cli.signals import SignalError
    from roadeye.cli.terminal import say
    from roadeye.model.engine import BUNDLED
    from roadeye.server.guard import Access
    from roadeye.server.limits import Limits
    from roadeye.server.models import open_models
    from roadeye.server.run import LOOPBACK, address_of, build_server, listen

    token = os.environ.get(TOKEN) or None
    own = (*LOOPBACK, "[::1]", *(allow_host or ()))
    access = Access(token, own if host in LOOPBACK or allow_host else None)
    limits = Limits(
        body_bytes=round(max_megabytes * 1e6),
        pixels=round(max_megapixels * 1e6),
        seconds=seconds,
        waiting=waiting,
    )
    engines = open_models(model or [BUNDLED], threads)
    for engine in engines[0].values():
        tell_licence(engine.spec.name, engine.spec.licence)
    listener = listen(host, port)
    if host not in LOOPBACK and token is None:
        say(f"anybody who can reach {host} may use this server: {TOKEN} is not set.")
    say(f"open {address_of(listener)} (Ctrl-C ends)")
    with suppress(KeyboardInterrupt, SignalError):  # uvicorn raises it when all is done
        build_server(engines, limits, access).run([listener])
    say("ended")
