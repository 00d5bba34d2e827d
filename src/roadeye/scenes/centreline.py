"""The curved centre line of the road, and road coordinates along it.

Road coordinates are the station s (metres along the road) and the offset t (metres right of the
centre line). The line is x = c(z), a sum of long sine waves, so it never ends.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32

from roadeye.scenes.noise import Field

_TABLE_STEP = 0.5
_TABLE_START = -150.0


@dataclass(frozen=True)
class Centreline:
    """Describe a centre line.

    Attributes:
        amplitudes: Sideways swing of each wave, metres.
        lengths: Length of each wave, metres.
        phases: Phase of each wave at z = 0, radians.
        stations: Station at every half metre of z, from z = -150.
    """

    amplitudes: tuple[float, ...]
    lengths: tuple[float, ...]
    phases: tuple[float, ...]
    stations: Float32[np.ndarray, " steps"]


def random_centreline(rng: np.random.Generator, curviness: float, reach: float) -> Centreline:
    """Return a centre line that is good up to z = `reach`.

    Args:
        rng: Source of the variation.
        curviness: 0 is straight, 1 has radii down to some 60 m.
        reach: How far the line is needed, metres.
    """
    lengths = (float(rng.uniform(150, 260)), float(rng.uniform(380, 700)))
    headings = (0.30 * curviness, 0.16 * curviness)  # largest angle to the z axis, radians
    amplitudes = tuple(
        a * length / (2 * np.pi) for a, length in zip(headings, lengths, strict=True)
    )
    phases = tuple(float(p) for p in rng.uniform(0, 2 * np.pi, size=2))
    bare = Centreline(amplitudes, lengths, phases, np.zeros(1, np.float32))
    z = np.arange(_TABLE_START, reach + 300, _TABLE_STEP)
    steps = np.sqrt(1 + _slope(bare, z) ** 2) * _TABLE_STEP
    stations = np.cumsum(steps) - steps
    stations -= np.interp(0.0, z, stations)
    return Centreline(amplitudes, lengths, phases, stations.astype(np.float32))


def locate(line: Centreline, x: Field, z: Field) -> tuple[Field, Field]:
    """Return station and offset of ground points."""
    offset = np.zeros_like(x)
    slope = np.zeros_like(x)
    for a, length, phase in zip(line.amplitudes, line.lengths, line.phases, strict=True):
        if a == 0:
            continue
        k = np.float32(2 * np.pi / length)
        angle = z * k + np.float32(phase)
        offset += np.float32(a) * np.sin(angle)
        slope += np.float32(a) * k * np.cos(angle)
    norm = np.sqrt(1 + slope * slope)
    t = (x - offset) / norm
    # A point right of the line belongs to the foot of its perpendicular, further back on z.
    foot = np.clip(
        (z + slope / norm * t - _TABLE_START) / _TABLE_STEP, 0, len(line.stations) - 1.001
    )
    low = foot.astype(np.int32)
    rest = foot - low
    s = line.stations[low] * (1 - rest) + line.stations[low + 1] * rest
    return s.astype(np.float32), t.astype(np.float32)


def place(line: Centreline, s: float, t: float) -> tuple[float, float, float]:
    """Return world x, world z and heading of the road at station `s`, offset `t`."""
    index = float(np.interp(s, line.stations, np.arange(len(line.stations))))
    z = np.array(_TABLE_START + index * _TABLE_STEP)
    heading = float(np.arctan(_slope(line, z)))
    x = _offset(line, z)
    return (
        float(x) + t * float(np.cos(heading)),
        float(z) - t * float(np.sin(heading)),
        heading,
    )


def _offset(line: Centreline, z: np.ndarray) -> np.ndarray:
    waves = zip(line.amplitudes, line.lengths, line.phases, strict=True)
    return np.asarray(sum(a * np.sin(2 * np.pi * z / n + p) for a, n, p in waves))


def _slope(line: Centreline, z: np.ndarray) -> np.ndarray:
    waves = zip(line.amplitudes, line.lengths, line.phases, strict=True)
    return np.asarray(sum(a * 2 * np.pi / n * np.cos(2 * np.pi * z / n + p) for a, n, p in waves))
