"""What several addresses share in the description of the API."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from roadeye.server.problem_details import KINDS, MEDIA_TYPE

Json: TypeAlias = dict[str, Any]

BINARY: Json = {"type": "string", "contentMediaType": "application/octet-stream"}
TEXT: Json = {"type": "string"}
GUARDED: Json = {"security": [{}, {"token": []}]}
"""Nobody needs a token where the server has none."""

CHOICE: Sequence[Json] = (
    {
        "name": "model",
        "in": "query",
        "description": "A name of `/v1/models`; the first one unless given.",
        "schema": TEXT,
    },
    {
        "name": "head",
        "in": "query",
        "description": "A head of the model, `road` or `drivable`; its first one unless given.",
        "schema": TEXT,
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


def reference(name: str) -> Json:
    """Return a reference to the schema of a body."""
    return {"$ref": f"#/components/schemas/{name}"}


def problems(codes: Sequence[str]) -> Json:
    """Return the responses of some problems, by status."""
    by_status: dict[str, list[str]] = {}
    for code in codes:
        by_status.setdefault(str(KINDS[code].status), []).append(code)
    return {
        status: response(
            "; ".join(f"`{code}`: {KINDS[code].title.lower()}" for code in named) + ".",
            {MEDIA_TYPE: reference("ProblemDetails")},
        )
        for status, named in sorted(by_status.items())
    }


def response(description: str, content: Mapping[str, Json]) -> Json:
    """Return a response with the schema of each media type."""
    return {
        "description": description,
        "content": {media: {"schema": schema} for media, schema in content.items()},
    }
