"""The description of the API for programs: OpenAPI 3.1, its schemas from the types of the bodies."""

import inspect
import re

import msgspec

from roadeye.geometry.road_ahead import MetreAhead
from roadeye.inference.outputs.polygons import FrameLine, RoadPolygon
from roadeye.server.accept import Answer
from roadeye.server.form import FIELD
from roadeye.server.limits import Limits
from roadeye.server.offer import OfferedHead, OfferedModel, OfferedModels
from roadeye.server.openapi_parts import (
    BINARY,
    CHOICE,
    GUARDED,
    TEXT,
    Json,
    problems,
    reference,
    response,
)
from roadeye.server.openapi_videos import video_paths
from roadeye.server.problem_details import KINDS, ProblemDetails
from roadeye.server.segmentation import RunLengths, Segmentation
from roadeye.server.video_job import VideoStatus

_BODIES: tuple[type[msgspec.Struct], ...] = (
    OfferedHead,
    OfferedModel,
    OfferedModels,
    ProblemDetails,
    RoadPolygon,
    RunLengths,
    Segmentation,
    VideoStatus,
    FrameLine,
    MetreAhead,
)
_REFERENCE = "#/components/schemas/{name}"
_ATTRIBUTE = re.compile(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", re.MULTILINE)


def openapi(limits: Limits) -> Json:
    """Return the OpenAPI document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "roadeye",
            "version": "1",
            "description": "Finds the road in camera pictures. Errors are RFC 9457 problem documents.",
        },
        "paths": {
            "/v1/segment": {"post": _segment(limits)},
            **video_paths(limits),
            "/v1/models": {
                "get": _get("The models and their heads", "OfferedModels", "application/json")
            },
            "/healthz": {"get": _get("The process is alive", None, "text/plain", guarded=False)},
            "/readyz": {
                "get": {
                    **_get("The server takes requests", None, "text/plain", guarded=False),
                    "responses": {
                        "200": response("Ready.", {"text/plain": TEXT}),
                        **problems(("overloaded",)),
                    },
                }
            },
            "/metrics": {"get": _get("What was counted, for Prometheus", None, "text/plain")},
        },
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _segment(limits: Limits) -> Json:
    form = {
        "type": "object",
        "required": [FIELD],
        "additionalProperties": False,
        "properties": {FIELD: BINARY},
    }
    bodies = {"image/*": {"schema": BINARY}, "multipart/form-data": {"schema": form}}
    answers = {Answer.JSON.value: reference("Segmentation")} | dict.fromkeys(
        (Answer.MASK.value, Answer.OVERLAY.value), BINARY
    )
    return {
        "operationId": "segment",
        "summary": "Find the road in a picture",
        "description": (
            f"The picture (JPEG, PNG, WebP, BMP, TIFF or AVIF; at most {limits.body_bytes:,} bytes "
            f"and {limits.pixels:,} pixels) is the body, or the file {FIELD!r} of a form. `Accept` "
            "chooses the answer: `application/json` with polygons and run lengths, `image/png` with "
            "the mask (255 is road), `image/png; output=prob` with the probability (255 is 1), "
            "`image/jpeg` with the overlay. All are on the picture's own grid."
        ),
        "parameters": list(CHOICE),
        "requestBody": {"required": True, "content": bodies},
        "responses": {
            "200": {
                **response("The road.", answers),
                "headers": {
                    "Road-Fraction": {
                        "description": "Part of the pixels that is road.",
                        "schema": {"type": "number"},
                    }
                },
            },
            **problems(tuple(code for code in KINDS if code not in _ELSEWHERE)),
        },
        **GUARDED,
    }


_ELSEWHERE = (
    "not-found",
    "wrong-method",
    "not-ready",
    "not-a-video",
    "video-too-long",
)
"""Problems that no picture has."""


def _get(summary: str, name: str | None, media_type: str, *, guarded: bool = True) -> Json:
    schema = TEXT if name is None else reference(name)
    return {
        "operationId": re.sub(r"\W+", "_", summary.lower()),
        "summary": summary,
        "responses": {
            "200": response(f"{summary}.", {media_type: schema}),
            **(problems(("no-token", "wrong-host")) if guarded else problems(("wrong-host",))),
        },
        **(GUARDED if guarded else {}),
    }


def _schemas() -> Json:
    """Return the schemas of the bodies, each field described by its type's docstring."""
    _, schemas = msgspec.json.schema_components(_BODIES, ref_template=_REFERENCE)
    for body in _BODIES:
        told = inspect.getdoc(body) or ""
        schema = schemas[body.__name__]
        schema["description"] = told.partition("\n")[0]
        for name, words in _ATTRIBUTE.findall(told):
            schema["properties"][name]["description"] = " ".join(words.split())
    return schemas
