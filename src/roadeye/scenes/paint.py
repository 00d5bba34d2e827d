"""Painted marks: how much of every pixel is covered with white and with yellow paint."""

import numpy as np

from roadeye.scenes.layout import Line, RoadLayout
from roadeye.scenes.noise import Field

_ZEBRA_LENGTH = 3.6
_ZEBRA_BAR = 0.5


def band(distance: Field, half: float, size: Field) -> Field:
    """Return how much of a pixel of that `size` lies within `half` of `distance` 0, exactly."""
    inner = np.clip((distance + np.float32(half)) / size + np.float32(0.5), 0, 1)
    outer = np.clip((distance - np.float32(half)) / size + np.float32(0.5), 0, 1)
    return np.asarray(inner - outer, dtype=np.float32)


def dashes(along: Field, dash: float, gap: float, size: Field) -> Field:
    """Return how much of a pixel is on a dash; far away it is the mean of dash and gap."""
    period = np.float32(dash + gap)
    centred = along - np.round(along / period) * period
    share = dash / (dash + gap)
    blurred = np.clip(size / period, 0, 1)
    sharp = band(centred, dash / 2, np.maximum(size, np.float32(1e-4)))
    return sharp * (1 - blurred) + np.float32(share) * blurred


def paint_cover(
    layout: RoadLayout, s: Field, t: Field, size_s: Field, size_t: Field
) -> tuple[Field, Field]:
    """Return how much white and how much yellow paint covers each pixel, 0..1."""
    white, yellow = np.zeros_like(s), np.zeros_like(s)
    for line in layout.lines:
        drawn = _line(layout, line, s, t, (size_s, size_t))
        target = yellow if line.yellow else white
        np.maximum(target, drawn, out=target)
    for station in layout.zebras:
        bars = dashes(t, _ZEBRA_BAR, _ZEBRA_BAR, size_t)
        drawn = band(s - np.float32(station), _ZEBRA_LENGTH / 2, size_s) * bars
        drawn *= band(t, layout.half - 0.3, size_t)
        np.maximum(white, drawn, out=white)
        for way in (-1, 1):
            before = np.float32(station - way * (_ZEBRA_LENGTH / 2 + 1.2))
            stop = band(s - before, 0.2, size_s)
            stop *= _lanes(layout, way, t, size_t)
            np.maximum(white, stop, out=white)
            keep = 1 - band(s - np.float32(station), _ZEBRA_LENGTH / 2 + 0.8, size_s)
            yellow *= keep
    return white, yellow


def _line(layout: RoadLayout, line: Line, s: Field, t: Field, sizes: tuple[Field, Field]) -> Field:
    size_s, size_t = sizes
    drawn = band(t - np.float32(line.t), line.width / 2, size_t)
    if line.dash > 0:
        drawn *= dashes(s, line.dash, line.gap, size_s)
    for station in layout.zebras:
        drawn *= 1 - band(s - np.float32(station), _ZEBRA_LENGTH / 2 + 0.8, size_s)
    if abs(line.t) > layout.half - 1.0:
        side = 1 if line.t > 0 else -1
        for road in layout.side_roads:
            if road.side == side:
                half = road.width / 2 + road.radius * 0.6
                drawn *= 1 - band(s - np.float32(road.s), half, size_s)
    return drawn


def _lanes(layout: RoadLayout, way: int, t: Field, size_t: Field) -> Field:
    total = np.zeros_like(t)
    middles = [middle for middle, direction in layout.lanes if direction == way]
    if middles:
        low, high = min(middles) - 1.3, max(middles) + 1.3
        total = band(t - np.float32((low + high) / 2), (high - low) / 2, size_t)
    return total
