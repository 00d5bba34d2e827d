"""The outline of the road as text, with its size and, where the camera is known, its place in metres."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import msgspec
from msgspec import UNSET, UnsetType

from roadeye.arrays import Mask
from roadeye.draw.polygons import Points
from roadeye.geometry.road_ahead import MetreAhead, RoadAhead, road_ahead
from roadeye.inference.outputs.output import Output, OutputSettings, VideoContext, WriteResult
from roadeye.inference.prediction import Prediction
from roadeye.io.frames import Frame
from roadeye.io.json_lines import json_lines

_DIGITS = 6


Ring: TypeAlias = list[tuple[int, int]]
"""Corners (x, y) in pixels, without the first repeated."""


class RoadPolygon(msgspec.Struct, frozen=True):
    """One connected area of road.

    Attributes:
        outer: Its outline. Pixel (x, y) is the square from (x, y) to (x + 1, y + 1).
        holes: The outlines of the holes in it.
    """

    outer: Ring
    holes: list[Ring]


class FrameLine(msgspec.Struct, frozen=True, kw_only=True):
    """The road in one frame or one picture.

    Attributes:
        frame: Number of the frame, counted from 0; absent for a picture.
        time: Seconds since the video's first frame; absent for a picture.
        road_fraction: Share of the pixels that are road, 0..1.
        mean_confidence: Mean of `max(p, 1 - p)` over the pixels, 0.5..1.
        polygons: The outlines, simplified by at most one pixel.
        free_distance: With a calibration: how far the road is free straight ahead, in metres, at
            most 40; null if the camera does not see the ground there.
        edges: With a calibration: the road's edges at 1, 2, ..., 40 m.
    """

    frame: int | UnsetType = UNSET
    time: float | UnsetType = UNSET
    road_fraction: float
    mean_confidence: float
    polygons: list[RoadPolygon]
    free_distance: float | UnsetType | None = UNSET
    edges: tuple[MetreAhead, ...] | UnsetType = UNSET


def line_of(
    prediction: Prediction, ahead: RoadAhead | None = None, frame: Frame | None = None
) -> FrameLine:
    """Say what was found in a picture, or in a frame."""
    return FrameLine(
        frame=UNSET if frame is None else frame.index,
        time=UNSET if frame is None else round(float(frame.time), _DIGITS),
        road_fraction=round(prediction.road_fraction, _DIGITS),
        mean_confidence=round(prediction.mean_confidence, _DIGITS),
        polygons=road_polygons(prediction),
        free_distance=UNSET if ahead is None else ahead.free_distance,
        edges=UNSET if ahead is None else ahead.edges,
    )


def road_polygons(prediction: Prediction) -> list[RoadPolygon]:
    """Return the outlines of the road, moved by a pixel at most to leave out corners."""
    return [
        RoadPolygon(_ring(one.outer), [_ring(hole) for hole in one.holes])
        for one in prediction.polygons()
    ]


def _ring(points: Points) -> Ring:
    return [(x, y) for x, y in points.tolist()]


def _encode(prediction: Prediction, settings: OutputSettings) -> bytes:
    look = _looking_ahead(settings)
    return msgspec.json.encode(line_of(prediction, look(prediction.mask))) + b"\n"


@contextmanager
def _open_video(path: Path, context: VideoContext) -> Iterator[WriteResult]:
    look = _looking_ahead(context.settings)
    with json_lines(path) as put:
        yield lambda frame, prediction: put(line_of(prediction, look(prediction.mask), frame))


def _looking_ahead(settings: OutputSettings) -> Callable[[Mask], RoadAhead | None]:
    return (lambda _: None) if settings.calibration is None else road_ahead(settings.calibration)


POLYGONS = Output("_polygons.json", "_polygons.jsonl", _encode, _open_video)
