"""What went wrong, as RFC 9457 problem documents: one line for a person, a code for a program."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from starlette.responses import Response

from roadeye.errors import InputError, RoadeyeError

MEDIA_TYPE = "application/problem+json"
_PAGE = "/docs#"
"""The documentation explains each code at this address and the code."""


@dataclass(frozen=True)
class ProblemKind:
    """Say what all problems of one code have in common."""

    status: int
    title: str


KINDS: Mapping[str, ProblemKind] = {
    "bad-request": ProblemKind(400, "The request cannot be understood"),
    "no-picture": ProblemKind(400, "The request holds no picture"),
    "several-pictures": ProblemKind(400, "The request holds several pictures"),
    "unknown-parameter": ProblemKind(400, "A parameter is unknown or given twice"),
    "no-such-model": ProblemKind(400, "There is no such model"),
    "no-such-head": ProblemKind(400, "The model has no such head"),
    "bad-threshold": ProblemKind(400, "The threshold is no probability"),
    "bad-crop": ProblemKind(400, "The crop cannot be read"),
    "empty-crop": ProblemKind(400, "The crop leaves nothing of the picture"),
    "no-token": ProblemKind(401, "The token is missing or wrong"),
    "forbidden": ProblemKind(403, "The request comes from another site"),
    "not-found": ProblemKind(404, "Nothing is at this address"),
    "wrong-method": ProblemKind(405, "The address does not take this method"),
    "not-acceptable": ProblemKind(406, "No answer has an accepted media type"),
    "not-ready": ProblemKind(409, "The video is not done"),
    "too-slow": ProblemKind(408, "The request took too long to arrive"),
    "body-too-large": ProblemKind(413, "The body is too large"),
    "too-many-pixels": ProblemKind(413, "The picture has too many pixels"),
    "video-too-long": ProblemKind(413, "The video is too long"),
    "side-too-long": ProblemKind(413, "The picture has too many pixels"),
    "file-too-large": ProblemKind(413, "The file is too large for its picture"),
    "unsupported-type": ProblemKind(415, "The body has another media type than a picture"),
    "not-a-picture": ProblemKind(415, "The content is no picture that can be read"),
    "not-a-video": ProblemKind(415, "The content is no video that can be read"),
    "heic": ProblemKind(415, "HEIC pictures cannot be read"),
    "wrong-host": ProblemKind(421, "The server does not answer for this host"),
    "damaged": ProblemKind(422, "The picture is damaged or was cut short"),
    "unusable": ProblemKind(422, "The picture cannot be used"),
    "busy": ProblemKind(429, "The server is busy"),
    "internal": ProblemKind(500, "The server made a mistake"),
    "overloaded": ProblemKind(503, "The server cannot take more"),
}
"""What can go wrong, by code."""

_CODES = {"empty": "no-picture", "avif": "not-a-picture", "out-of-memory": "overloaded"}
"""Codes of the library that have another name here."""


class ProblemDetails(msgspec.Struct, frozen=True, omit_defaults=True):
    """An error: a problem document of RFC 9457, with a code.

    Attributes:
        type: Address of an explanation, relative to the server.
        title: What all errors with this code have in common.
        status: The HTTP status.
        code: A short name for programs.
        detail: What was given, what was expected, and what to do.
    """

    type: str
    title: str
    status: int
    code: str
    detail: str = ""


class Problem(Exception):  # noqa: N818  the name that the RFC gives it
    """End a request with a problem document.

    Args:
        code: One of `KINDS`.
        detail: What was given, what was expected, what to do.
        headers: More headers, such as `Retry-After`.
    """

    def __init__(self, code: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.headers = dict(headers or {})


def problem_of(error: RoadeyeError) -> Problem:
    """Return what a client is told of an error of the library.

    Only what is about the client's own picture or words is repeated.
    """
    code = _CODES.get(error.code, error.code)
    if code in KINDS:
        return Problem(code, str(error))
    if isinstance(error, InputError) and error.code != "unforeseen":
        return Problem("unusable", str(error))
    return Problem("internal", "the log of the server says more.")


def details(code: str, detail: str = "") -> ProblemDetails:
    """Return the document of a problem."""
    kind = KINDS[code]
    return ProblemDetails(_PAGE + code, kind.title, kind.status, code, detail)


def respond(problem: Problem) -> Response:
    """Return a problem as a response."""
    document = details(problem.code, problem.detail)
    return Response(
        msgspec.json.encode(document), document.status, problem.headers, media_type=MEDIA_TYPE
    )
