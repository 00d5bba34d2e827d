"""The description of the API for programs: OpenAPI 3.1, its schemas from the types of the bodies."""

import inspect
import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import msgspec

from roadeye.server.accept import Answer
from roadeye.server.form import FIELD
from roadeye.server.limits import Limits
from roadeye.server.offer import OfferedHead, OfferedModel, OfferedModels
from roadeye.server.problem_details import KINDS, MEDIA_TYPE, ProblemDetails
from roadeye.server.segmentation import RoadPolygon, RunLengths, Segmentation

Json: TypeAlias = dict[str, Any]

_BODIES: tuple[type[msgspec.Struct], ...] = (
    OfferedHead,
    OfferedModel,
    OfferedModels,
    ProblemDetails,
    RoadPolygon,
    RunLengths,
    Segmentation,
)
_REFERENCE = "#/components/schemas/{name}"
_BINARY: Json = {"type": "string", "contentMediaType": "application/octet-stream"}
_TEXT: Json = {"type": "string"}
_ATTRIBUTE = re.compile(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", re.MULTILINE)

CHOICE: Sequence[Json] = (
    {
        "name": "model",
        "in": "query",
        "description": "A name of `/v1/models`; the first one unless given.",
        "schema": _TEXT,
    },
    {
        "name": "head",
        "in": "query",
        "description": "A head of the model, `road` or `drivable`; its first one unless given.",
        "schema": _TEXT,
    },
    {
        "name": "threshold",
        "in": "query",
        "description": "A pixel is road where its probability is at least this; the head's own "
        "unless given.",
        "schema": {"type": "number", "minimum": 0, "maximum": 1},
    },
    {
        "name": "crop",
        "in": "query",
        "description": "`TOP,BOTTOM`: the rows to look at, negative ones from below.",
        "schema": {"type": "string", "pattern": r"^(-?[0-9]{1,6})?,(-?[0-9]{1,6})?$"},
    },
)
"""The parameters of everything that uses a model."""


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
            "/v1/models": {
                "get": _get("The models and their heads", "OfferedModels", "application/json")
            },
            "/healthz": {"get": _get("The process is alive", None, "text/plain", guarded=False)},
            "/readyz": {
                "get": {
                    **_get("The server takes requests", None, "text/plain", guarded=False),
                    "responses": {
                        "200": _response("Ready.", {"text/plain": _TEXT}),
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


def problems(codes: Sequence[str]) -> Json:
    """Return the responses of some problems, by status."""
    by_status: dict[str, list[str]] = {}
    for code in codes:
        by_status.setdefault(str(KINDS[code].status), []).append(code)
    schema = {"$ref": _REFERENCE.format(name="ProblemDetails")}
    return {
        status: _response(
            "; ".join(f"`{code}`: {KINDS[code].title.lower()}" for code in named) + ".",
            {MEDIA_TYPE: schema},
        )
        for status, named in sorted(by_status.items())
    }


def _segment(limits: Limits) -> Json:
    form = {
        "type": "object",
        "required": [FIELD],
        "additionalProperties": False,
        "properties": {FIELD: _BINARY},
    }
    bodies = {"image/*": {"schema": _BINARY}, "multipart/form-data": {"schema": form}}
    answers = {Answer.JSON.value: {"$ref": _REFERENCE.format(name="Segmentation")}} | dict.fromkeys(
        (Answer.MASK.value, Answer.OVERLAY.value), _BINARY
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
                **_response("The road.", answers),
                "headers": {
                    "Road-Fraction": {
                        "description": "Part of the pixels that is road.",
                        "schema": {"type": "number"},
                    }
                },
            },
            **problems(tuple(code for code in KINDS if code not in _ELSEWHERE)),
        },
        "security": [{}, {"token": []}],
    }


_ELSEWHERE = ("not-found", "wrong-method")


def _get(summary: str, name: str | None, media_type: str, *, guarded: bool = True) -> Json:
    schema = _TEXT if name is None else {"$ref": _REFERENCE.format(name=name)}
    return {
        "operationId": re.sub(r"\W+", "_", summary.lower()),
        "summary": summary,
        "responses": {
            "200": _response(f"{summary}.", {media_type: schema}),
            **(problems(("no-token", "wrong-host")) if guarded else problems(("wrong-host",))),
        },
        **({"security": [{}, {"token": []}]} if guarded else {}),
    }


def _response(description: str, content: Mapping[str, Json]) -> Json:
    return {
        "description": description,
        "content": {media: {"schema": schema} for media, schema in content.items()},
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
