"""The flat faces that a vehicle is made of, from its outlines.

A vehicle stands at the origin of its own frame: x to its right, y down, z to its nose, metres.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from jaxtyping import Float32, Float64

from roadeye.scenes.bodies import BODIES, Body, Profile, VehicleKind
from roadeye.scenes.camera import Points

_GLASS = np.array([0.022, 0.028, 0.034], np.float32)
_RUBBER = np.array([0.012, 0.012, 0.013], np.float32)
_RIM = np.array([0.22, 0.22, 0.23], np.float32)


@dataclass(frozen=True)
class Face:
    """Hold a flat face of a body.

    Attributes:
        points: Its corners.
        normal: Unit vector outwards.
        colour: Reflectance; None for the paint of the vehicle.
        glow: Strength of a lamp that shines.
        mirror: Share of the sky that it mirrors.
    """

    points: Points
    normal: Float64[np.ndarray, "3"]
    colour: Float32[np.ndarray, "3"] | None
    glow: float = 0.0
    mirror: float = 0.05


@dataclass(frozen=True)
class Shell:
    """Hold the faces of a kind of vehicle in the order in which they are painted.

    Attributes:
        dark: The box under it.
        treads: Tyres from the front and the rear.
        lower: The body.
        sides: Wheels from the side, lamps, bumpers.
        upper: Cabin and windows.
    """

    dark: tuple[Points, ...]
    treads: tuple[Face, ...]
    lower: tuple[Face, ...]
    sides: tuple[Face, ...]
    upper: tuple[Face, ...]


@cache
def shell(kind: VehicleKind, *, braking: bool) -> Shell:
    """Return the faces of a kind of vehicle."""
    body = BODIES[kind]
    half = body.width / 2
    car = kind in ("hatch", "saloon", "suv")
    cabin = part(body, body.cabin, (half * 0.97, half * (0.8 if car else 0.95)))
    rims, treads = wheels(body)
    return Shell(
        tuple(underside(body)),
        tuple(treads),
        tuple(part(body, body.lower, (half, half))),
        tuple(rims + lamps(body, braking=braking)),
        tuple(cabin + glass(body, cabin, whole=car)),
    )


def part(body: Body, outline: Profile, halves: tuple[float, float]) -> list[Face]:
    """Extrude an outline sideways, narrower at the top."""
    z = np.array([(share - 0.5) * body.length for share, _ in outline])
    y = np.array([height for _, height in outline])
    rise = (y - y.min()) / max(float(np.ptp(y)), 1e-6)
    half = halves[0] + rise * (halves[1] - halves[0])
    left, right = np.stack([-half, -y, z], axis=1), np.stack([half, -y, z], axis=1)
    middle = np.array([0.0, -float(y.mean()), float(z.mean())])
    sides = [left, right]
    strips = [np.stack([left[i], right[i], right[i + 1], left[i + 1]]) for i in range(len(z) - 1)]
    return [_face(points, middle) for points in strips + sides]


def _face(points: Points, middle: Float64[np.ndarray, "3"]) -> Face:
    # Newell's normal: good for any flat polygon, wherever it starts.
    after = np.roll(points, -1, axis=0)
    normal = np.cross(points, after).sum(axis=0)
    normal /= max(float(np.linalg.norm(normal)), 1e-9)
    if normal @ (points.mean(axis=0) - middle) < 0:
        normal = -normal
    return Face(points, normal, None)


def glass(body: Body, cabin: list[Face], *, whole: bool) -> list[Face]:
    """Return the windows in the faces of a cabin; only in front where it is not glazed `whole`."""
    panes = []
    for face in cabin:
        upright = abs(face.normal[1]) < 0.85
        sideways = abs(face.normal[0]) > 0.8
        if not upright or (not whole and not sideways and face.normal[2] < 0 and body.length < 7):
            continue
        centre = face.points.mean(axis=0)
        centre[1] -= 0.03
        parts = (-1, 1) if sideways and whole else (0,)
        for part in parts:
            points = centre + (face.points - centre) * 0.82
            if part:
                gap = 0.05
                points[:, 2] = np.where(
                    part * (points[:, 2] - centre[2]) < gap, centre[2] + part * gap, points[:, 2]
                )
            panes.append(Face(points, face.normal, _GLASS, 0.0, 0.13))
    return panes


def wheels(body: Body) -> tuple[list[Face], list[Face]]:
    """Return wheels as seen from the sides, and their treads from the ends."""
    treads = []
    angles = np.linspace(0, 2 * np.pi, 14, endpoint=False)
    faces = []
    for axle in body.axles:
        for side in (-1.0, 1.0):
            for radius, lift, colour in (
                (body.wheel * 1.15, 0.04, _RUBBER * 0.6),
                (body.wheel, 0.0, _RUBBER),
                (body.wheel * 0.62, 0.0, _RIM),
                (body.wheel * 0.2, 0.0, _RUBBER),
            ):
                points = np.stack(
                    [
                        np.full(14, side * (body.width / 2 + 0.01)),
                        -(body.wheel + lift) + radius * np.cos(angles),
                        (axle - 0.5) * body.length + radius * np.sin(angles),
                    ],
                    axis=1,
                )
                points[:, 1] = np.minimum(points[:, 1], 0)
                faces.append(Face(points, np.array([side, 0.0, 0.0]), colour))
    for axle, side in ((axle, side) for axle in body.axles for side in (-1.0, 1.0)):
        outer, inner = side * (body.width / 2 - 0.02), side * (body.width / 2 - 0.24)
        for way in (-1.0, 1.0):
            z = (axle - 0.5) * body.length + way * body.wheel * 0.9
            tread = np.array(
                [[outer, 0, z], [inner, 0, z], [inner, -body.wheel, z], [outer, -body.wheel, z]]
            )
            treads.append(Face(tread, np.array([0.0, 0.0, way]), _RUBBER))
    return faces, treads


def lamps(body: Body, *, braking: bool) -> list[Face]:
    """Return lamps, plates and bumpers at both ends."""
    half, end = body.width / 2, body.length / 2 + 0.01
    red = np.array([0.30, 0.015, 0.012], np.float32)
    white = np.array([0.75, 0.75, 0.72], np.float32)
    plate = np.array([0.6, 0.6, 0.56], np.float32)
    low = 0.68 if body.length < 6 else 0.95
    faces = []
    for way, colour in ((-1.0, red), (1.0, white)):
        for side in (-1, 1):
            u, w = side * half * 0.82, half * 0.14
            faces.append((way, (u - w, u + w), (low, low + 0.15), colour))
        faces.append((way, (-0.26, 0.26), (low - 0.2, low - 0.09), plate))
        bumper = np.array([0.03, 0.03, 0.032], np.float32)
        faces.append((way, (-half * 0.97, half * 0.97), (low - 0.34, low - 0.24), bumper))
    shapes = []
    for way, (left, right), (bottom, top), colour in faces:
        points = np.array(
            [
                [left, -bottom, way * end],
                [right, -bottom, way * end],
                [right, -top, way * end],
                [left, -top, way * end],
            ]
        )
        glow = 0.8 if braking and way < 0 and colour is red else 0.0
        shapes.append(Face(points, np.array([0.0, 0.0, way]), colour, glow))
    return shapes


def underside(body: Body) -> list[Points]:
    """Return the dark box under a body, between its wheels."""
    half, ahead = body.width * 0.40, body.length * 0.43
    low = -min(y for _, y in body.lower) - 0.06
    z, x = [-ahead, ahead], [-half, half]
    ends = [np.array([[-half, 0, e], [half, 0, e], [half, low, e], [-half, low, e]]) for e in z]
    sides = [np.array([[e, 0, z[0]], [e, 0, z[1]], [e, low, z[1]], [e, low, z[0]]]) for e in x]
    return [np.asarray(face, np.float64) for face in ends + sides]
