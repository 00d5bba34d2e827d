"""`/v1/video`: a video in; its progress, the overlay and a line for each frame out."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import msgspec
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route

from roadeye.server.body import arriving, too_large
from roadeye.server.choice import read_choice
from roadeye.server.limits import Limits
from roadeye.server.models import Engines, choose
from roadeye.server.problem_details import Problem
from roadeye.server.video_job import ENDED, VideoJob
from roadeye.server.video_jobs import VideoJobs

_TYPES = ("video/", "image/gif", "application/octet-stream")
_SLOWEST = 16_384
"""Bytes a second that an upload brings at least, on average."""

_TICK = 0.25
"""Seconds between two looks at how far a video is."""


def video_routes(
    jobs: VideoJobs, engines: Engines, limits: Limits, stopping: Callable[[], bool]
) -> list[Route]:
    """Return the addresses.

    Args:
        jobs: The videos.
        engines: The models, for videos alone, so that pictures need not wait for them.
        limits: What a video may take.
        stopping: Whether the server is about to end.
    """

    async def create(request: Request) -> Response:
        segmenter = choose(engines, read_choice(request))
        media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if not media.startswith(_TYPES):
            raise Problem(
                "unsupported-type",
                f"the Content-Type is {media[:80] or 'missing'!r}; send the video itself as video/….",
            )
        folder = jobs.folder()
        try:
            source = folder / ("clip.gif" if media == "image/gif" else "clip.mp4")
            await _receive(request, source, limits)
        except BaseException:
            jobs.give_up(folder)
            raise
        job = jobs.add(folder, source, segmenter)
        return _status(job, 202, {"Location": f"/v1/video/{job.status.id}"})

    async def read_or_cancel(request: Request) -> Response:
        name = request.path_params["id"]
        if request.method == "DELETE":
            jobs.cancel(name)
            return Response(status_code=204)
        return _status(jobs.get(name))

    async def events(request: Request) -> Response:
        job = jobs.get(request.path_params["id"])
        return StreamingResponse(_events(job, stopping), media_type="text/event-stream")

    def file(path: Callable[[VideoJob], Path], media_type: str) -> Callable[[Request], object]:
        async def answer(request: Request) -> Response:
            job = jobs.get(request.path_params["id"])
            if job.status.state != "done":
                raise Problem("not-ready", f"the video is {job.status.state}.")
            return FileResponse(path(job), media_type=media_type, filename=path(job).name)

        return answer

    one = "/v1/video/{id}"
    return [
        Route("/v1/video", create, methods=["POST"]),
        Route(one, read_or_cancel, methods=["GET", "DELETE"]),
        Route(f"{one}/events", events, methods=["GET"]),
        Route(f"{one}/film.mp4", file(lambda job: job.film, "video/mp4")),
        Route(f"{one}/mask.mkv", file(lambda job: job.mask, "video/matroska")),
        Route(f"{one}/frames.jsonl", file(lambda job: job.lines, "application/jsonl")),
    ]


def _status(job: VideoJob, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    body = msgspec.json.encode(job.status)
    return Response(body, status, headers, media_type="application/json")


async def _receive(request: Request, target: Path, limits: Limits) -> None:
    """Write the body to a file as it comes.

    Raises:
        Problem: It is empty, too large or too slow.
    """
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) > limits.video_bytes:
        raise too_large(limits.video_bytes)
    received = 0
    with target.open("wb") as file:
        async with arriving(limits.seconds) as deadline:
            begun = asyncio.get_running_loop().time()
            async for chunk in request.stream():
                received += len(chunk)
                if received > limits.video_bytes:
                    raise too_large(limits.video_bytes)
                file.write(chunk)
                deadline.reschedule(begun + limits.seconds + received / _SLOWEST)
    if not received:
        raise Problem("no-picture", "the body is empty; send a video file.")


async def _events(job: VideoJob, stopping: Callable[[], bool]) -> AsyncIterator[str]:
    """Yield a status whenever it has changed, until the video has ended (server-sent events)."""
    last = None
    while not stopping():
        status = job.status
        if status != last:
            yield f"event: status\ndata: {msgspec.json.encode(status).decode()}\n\n"
            last = status
        if status.state in ENDED:
            return
        await asyncio.sleep(_TICK)
