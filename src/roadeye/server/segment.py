"""`POST /v1/segment`: a picture in, the road in it out."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from roadeye.server.accept import Answer, negotiate
from roadeye.server.body import Uploads
from roadeye.server.choice import read_choice
from roadeye.server.form import picture_of_form
from roadeye.server.limits import Limits
from roadeye.server.metrics import Metrics
from roadeye.server.models import Engines, choose, chosen_name
from roadeye.server.problem_details import Problem
from roadeye.server.segmentation import Found, segment
from roadeye.server.workers import Workers

_FORM = "multipart/form-data"
_BYTES = "application/octet-stream"


def segment_endpoint(
    workers: Workers[Engines], engines: Engines, limits: Limits, metrics: Metrics
) -> Callable[[Request], Awaitable[Response]]:
    """Return what answers requests for the road in one picture.

    Args:
        workers: The threads, each with engines of its own.
        engines: The engines of one of them, for what they say about themselves.
        limits: What a request may take.
        metrics: Where the time that the network takes is counted.
    """
    uploads = Uploads(limits)

    async def answer_request(request: Request) -> Response:
        choice = read_choice(request)  # everything but the picture is checked before it is read
        choose(engines, choice)
        name = chosen_name(engines, choice)
        answer = negotiate(request.headers.get("accept", "*/*"))
        content_type = request.headers.get("content-type", "")
        is_form = _require_picture(content_type)

        def work(mine: Engines) -> Found:
            picture = picture_of_form(content_type, body) if is_form else body
            if not picture:
                raise Problem("no-picture", "the body is empty; send a picture file.")
            return segment(choose(mine, choice), name, picture, answer, limits.pixels)

        async with uploads.body(request) as body:
            found = await workers.run(work)
        metrics.network.labels(name).observe(found.seconds)
        return Response(found.content, headers=_headers(found, answer), media_type=answer.value)

    return answer_request


def _require_picture(content_type: str) -> bool:
    """Tell a form from a picture by its media type.

    Raises:
        Problem: It is neither.
    """
    media = content_type.partition(";")[0].strip().lower()
    if media == _FORM:
        return True
    if media.startswith("image/") or media == _BYTES:
        return False
    raise Problem(
        "unsupported-type",
        f"the Content-Type is {media[:80] or 'missing'!r}; send a picture as image/jpeg, image/png or "
        f"another image/…, or a form as {_FORM}.",
    )


def _headers(found: Found, answer: Answer) -> dict[str, str]:
    headers = {
        "Vary": "Accept",
        "Road-Fraction": f"{found.road_fraction:.6f}",
        "Server-Timing": f"network;dur={1000 * found.seconds:.2f}",
    }
    if answer is not Answer.JSON:
        headers["Content-Disposition"] = f'inline; filename="{answer.name.lower()}"'
    return headers
