"""The server's application: addresses, and what answers at each."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from roadeye.errors import RoadeyeError
from roadeye.server import metrics as counted
from roadeye.server.guard import Access, Guard
from roadeye.server.limits import Limits
from roadeye.server.metrics import Metrics
from roadeye.server.models import Engines, offer_all
from roadeye.server.openapi import openapi
from roadeye.server.page import page_routes
from roadeye.server.problem_details import Problem, problem_of, respond
from roadeye.server.reference import reference_page
from roadeye.server.segment import segment_endpoint
from roadeye.server.video_jobs import VideoJobs
from roadeye.server.videos import video_routes
from roadeye.server.workers import Workers

_STATUS_CODES = {404: "not-found", 405: "wrong-method"}


def build_app(
    engines: list[Engines], limits: Limits, access: Access, stopping: Callable[[], bool]
) -> ASGIApp:
    """Return the application.

    Args:
        engines: The models, once for each worker thread, and once for videos.
        limits: What requests may take.
        access: Who may ask.
        stopping: Whether the server is about to end.
    """
    *for_pictures, for_videos = engines
    workers = Workers(for_pictures, limits.waiting)
    videos = VideoJobs(limits)
    metrics = Metrics(lambda: workers.inside, lambda: workers.waiting)
    models = msgspec.json.encode(offer_all(engines[0]))
    document = msgspec.json.encode(openapi(limits))

    async def ready(_: Request) -> Response:
        if stopping():
            raise Problem("overloaded", "the server is about to end.")
        return Response(b"ready\n", media_type="text/plain")

    async def count(_: Request) -> Response:
        return Response(metrics.text(), media_type=counted.MEDIA_TYPE)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        videos.close()
        workers.close()

    get = ["GET"]
    app = Starlette(
        routes=[
            Route(
                "/v1/segment",
                segment_endpoint(workers, engines[0], limits, metrics),
                methods=["POST"],
            ),
            *video_routes(videos, for_videos, limits, stopping),
            Route("/v1/models", _fixed(models, "application/json"), methods=get),
            Route("/healthz", _fixed(b"alive\n", "text/plain"), methods=get),
            Route("/readyz", ready, methods=get),
            Route("/metrics", count, methods=get),
            Route("/openapi.json", _fixed(document, "application/json"), methods=get),
            Route("/docs", _fixed(reference_page(limits), "text/html"), methods=get),
            *page_routes(),
        ],
        lifespan=lifespan,
        exception_handlers={
            Problem: _answer_problem,
            RoadeyeError: _answer_error,
            HTTPException: _answer_http,
            Exception: _answer_mistake,
        },
    )
    return Guard(app, access, metrics)


def _fixed(content: bytes, media_type: str) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(_: Request) -> Response:
        return Response(content, media_type=media_type)

    return endpoint


async def _answer_problem(_: Request, error: Exception) -> Response:
    return respond(error if isinstance(error, Problem) else Problem("internal", ""))


async def _answer_error(_: Request, error: Exception) -> Response:
    return respond(
        problem_of(error) if isinstance(error, RoadeyeError) else Problem("internal", "")
    )


async def _answer_http(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    code = _STATUS_CODES.get(status, "bad-request" if status < 500 else "internal")
    return respond(Problem(code, "see /docs for what there is.", headers))


async def _answer_mistake(_: Request, _error: Exception) -> Response:
    """Answer what nobody foresaw; Starlette raises it again, so that it is in the log."""
    return respond(Problem("internal", "the log of the server says more."))
