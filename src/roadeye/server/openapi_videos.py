"""The addresses of videos in the description of the API."""

from roadeye.server.limits import Limits
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

_ID: Json = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "The `id` of the video's status.",
    "schema": TEXT,
}
_EVERYWHERE = ("no-token", "wrong-host")
_CREATE = (
    "no-picture",
    "unknown-parameter",
    "no-such-model",
    "no-such-head",
    "bad-threshold",
    "bad-crop",
    "bad-request",
    "forbidden",
    "too-slow",
    "body-too-large",
    "unsupported-type",
    "busy",
    "overloaded",
    *_EVERYWHERE,
)


def video_paths(limits: Limits) -> Json:
    """Return the addresses below `/v1/video`."""
    one = "/v1/video/{id}"
    return {
        "/v1/video": {"post": _create(limits)},
        one: {
            "get": _get(
                "video", "How far a video is", "application/json", reference("VideoStatus")
            ),
            "delete": {
                "operationId": "cancel_video",
                "summary": "Cancel a video, or forget it",
                "parameters": [_ID],
                "responses": {
                    "204": {"description": "It is forgotten."},
                    **problems(("not-found", "forbidden", *_EVERYWHERE)),
                },
                **GUARDED,
            },
        },
        f"{one}/events": {
            "get": _get("video_events", "Its progress, by server-sent events", "text/event-stream")
        },
        f"{one}/film.mp4": {"get": _file("film", "The overlay", "video/mp4")},
        f"{one}/mask.mkv": {"get": _file("mask", "The masks, lossless", "video/matroska")},
        f"{one}/frames.jsonl": {
            "get": _file("frames", "A `FrameLine` for each frame", "application/jsonl")
        },
    }


def _create(limits: Limits) -> Json:
    return {
        "operationId": "create_video",
        "summary": "Find the road in a video",
        "description": (
            f"The video (MP4, MKV, WebM, AVI, GIF and others; at most {limits.video_bytes:,} bytes "
            f"and {limits.video_seconds:g} seconds) is the body. One is done after another; the "
            f"newest {limits.kept_videos} are kept for {limits.kept_seconds / 60:g} minutes."
        ),
        "parameters": list(CHOICE),
        "requestBody": {"required": True, "content": {"video/*": {"schema": BINARY}}},
        "responses": {
            "202": response("It waits.", {"application/json": reference("VideoStatus")}),
            **problems(_CREATE),
        },
        **GUARDED,
    }


def _get(operation: str, summary: str, media_type: str, schema: Json = TEXT) -> Json:
    return {
        "operationId": operation,
        "summary": summary,
        "parameters": [_ID],
        "responses": {
            "200": response(f"{summary}.", {media_type: schema}),
            **problems(("not-found", *_EVERYWHERE)),
        },
        **GUARDED,
    }


def _file(operation: str, summary: str, media_type: str) -> Json:
    told = _get(f"video_{operation}", summary, media_type, BINARY)
    return {**told, "responses": {**told["responses"], **problems(("not-ready",))}}
