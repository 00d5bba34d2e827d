"""Vehicles on the road: parked at its edge, going our way or coming towards us."""

from dataclasses import dataclass

import numpy as np

from roadeye.scenes.bodies import BODIES, VehicleKind
from roadeye.scenes.centreline import Centreline, place
from roadeye.scenes.layout import RoadLayout, in_mouth
from roadeye.scenes.vehicles import Vehicle

_KINDS: tuple[VehicleKind, ...] = ("hatch", "saloon", "suv", "van", "lorry", "bus")
_PAINTS = (
    (0.55, 0.55, 0.55),
    (0.28, 0.29, 0.31),
    (0.12, 0.125, 0.13),
    (0.02, 0.02, 0.022),
    (0.33, 0.03, 0.025),
    (0.03, 0.07, 0.24),
    (0.05, 0.13, 0.2),
    (0.03, 0.14, 0.07),
    (0.45, 0.36, 0.2),
    (0.5, 0.3, 0.02),
    (0.015, 0.02, 0.06),
    (0.16, 0.09, 0.05),
)


@dataclass(frozen=True)
class Mover:
    """Hold a vehicle in road coordinates.

    Attributes:
        kind: What it is.
        s: Station when the sequence begins, metres.
        t: Offset, metres.
        speed: Metres per metre that the camera drives; 0 is parked, negative comes towards us.
        turned: Angle to the road, radians.
        colour: Paint.
        braking: Its brake lamps shine.
    """

    kind: VehicleKind
    s: float
    t: float
    speed: float
    turned: float
    colour: tuple[float, float, float]
    braking: bool


def random_traffic(rng: np.random.Generator, layout: RoadLayout, reach: float) -> tuple[Mover, ...]:
    """Return the vehicles of a road; the first metres before the camera stay free."""
    movers: list[Mover] = []
    density = float(rng.choice([0.0, 0.5, 1.0, 2.2], p=[0.2, 0.35, 0.3, 0.15]))
    for t, way in layout.lanes:
        s = float(rng.uniform(4, 60) if t != layout.ours else rng.uniform(19, 80))
        while density > 0 and s < reach:
            kind = _kind(rng)
            if rng.random() < 0.75:
                speed = float(rng.uniform(0.7, 1.2)) * way
                if t == layout.ours:
                    speed = max(speed, 1.0)
                drift = float(rng.normal(0, 0.15))
                movers.append(_mover(rng, kind, s, t + drift, speed, 0.0 if way > 0 else np.pi))
            s += BODIES[kind].length + float(rng.exponential(45 / density) + 7)
    if layout.place == "country" or (layout.category == "umm" and rng.random() < 0.7):
        return tuple(movers)
    for side in (-1, 1):
        if rng.random() < 0.5:
            continue
        fill = float(rng.uniform(0.15, 0.9))
        over = float(rng.choice([0.0, 0.9]))
        s = float(rng.uniform(-6, 12))
        while s < reach:
            kind = _kind(rng)
            body = BODIES[kind]
            free = not in_mouth(layout, s, side, body.length / 2 + 1)
            if rng.random() < fill and free and kind not in ("lorry", "bus"):
                t = side * (layout.half - body.width / 2 - 0.15 + over)
                turned = 0.0 if side == layout.traffic_side else np.pi
                wide_enough = abs(t - layout.ours) > 2.1
                if wide_enough or (over > 0 and abs(t - layout.ours) > 1.9):
                    movers.append(_mover(rng, kind, s, t, 0.0, turned + float(rng.normal(0, 0.02))))
            s += body.length + float(rng.uniform(0.7, 2.5))
    return tuple(movers)


def vehicle_at(line: Centreline, mover: Mover, driven: float) -> Vehicle:
    """Return a vehicle of the world after the camera has driven some metres."""
    x, z, heading = place(line, mover.s + mover.speed * driven, mover.t)
    return Vehicle(mover.kind, x, z, heading + mover.turned, mover.colour, mover.braking)


def _kind(rng: np.random.Generator) -> VehicleKind:
    return _KINDS[int(rng.choice(6, p=[0.34, 0.26, 0.2, 0.12, 0.05, 0.03]))]


def _mover(
    rng: np.random.Generator, kind: VehicleKind, s: float, t: float, speed: float, turned: float
) -> Mover:
    paint = _PAINTS[int(rng.integers(len(_PAINTS)))]
    r, g, b = (float(value * rng.uniform(0.8, 1.2)) for value in paint)
    braking = bool(speed > 0 and rng.random() < 0.25)
    return Mover(kind, s, t, speed, float(turned), (r, g, b), braking)
