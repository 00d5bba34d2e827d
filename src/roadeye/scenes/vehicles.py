"""Vehicles as they stand in the world, and how they are painted."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32, Float64

from roadeye.scenes.bodies import BODIES, VehicleKind
from roadeye.scenes.camera import Points
from roadeye.scenes.canvas import Canvas, Shape, paint_shapes
from roadeye.scenes.light import facing
from roadeye.scenes.shells import Face, shell


@dataclass(frozen=True)
class Vehicle:
    """Hold a vehicle that stands in the world.

    Attributes:
        kind: What it is.
        x: World x of its middle, metres.
        z: World z of its middle, metres.
        heading: Where its nose points, radians from +z to +x.
        colour: Paint.
        braking: Its brake lamps shine.
    """

    kind: VehicleKind
    x: float
    z: float
    heading: float
    colour: tuple[float, float, float]
    braking: bool


def footprint(vehicle: Vehicle) -> Points:
    """Return the four ground corners of a vehicle in the world."""
    body = BODIES[vehicle.kind]
    half, ahead = body.width / 2, body.length / 2
    local = np.array([[-half, 0, -ahead], [half, 0, -ahead], [half, 0, ahead], [-half, 0, ahead]])
    return _placed(vehicle, local)


def tallness(kind: VehicleKind) -> float:
    """Return the height of a kind of vehicle in metres."""
    body = BODIES[kind]
    return max(y for _, y in body.lower + body.cabin)


def paint_vehicle(canvas: Canvas, vehicle: Vehicle, sunlit: float) -> None:
    """Paint a vehicle; `sunlit` is 0 where it stands in a shadow."""
    eye = _eye(canvas, vehicle)
    parts = shell(vehicle.kind, braking=vehicle.braking)
    faces = parts.treads + parts.lower + parts.sides + parts.upper
    if vehicle.kind == "lorry" and eye[2] < 0:
        # From behind, its box hides its cab.
        faces = parts.treads + parts.upper + parts.lower + parts.sides
    light = _Sun(canvas, vehicle, sunlit)
    shade = np.array([0.012, 0.012, 0.013], np.float32) * canvas.light.sky
    shapes: list[Shape] = [(_placed(vehicle, face), shade) for face in parts.dark]
    shapes += [
        (_placed(vehicle, face.points), _shaded(light, face))
        for face in faces
        if face.normal @ (eye - face.points.mean(axis=0)) > 0
    ]
    paint_shapes(canvas, shapes)


@dataclass(frozen=True)
class _Sun:
    canvas: Canvas
    vehicle: Vehicle
    sunlit: float


def _eye(canvas: Canvas, vehicle: Vehicle) -> Float64[np.ndarray, "3"]:
    """Return where the camera is in the frame of a vehicle."""
    pose = canvas.view.pose
    x, z = pose.x - vehicle.x, pose.z - vehicle.z
    sin, cos = np.sin(vehicle.heading), np.cos(vehicle.heading)
    return np.array([cos * x - sin * z, -canvas.view.camera.mount, sin * x + cos * z])


def _placed(vehicle: Vehicle, local: Points) -> Points:
    sin, cos = np.sin(vehicle.heading), np.cos(vehicle.heading)
    return np.stack(
        [
            cos * local[:, 0] + sin * local[:, 2] + vehicle.x,
            local[:, 1],
            cos * local[:, 2] - sin * local[:, 0] + vehicle.z,
        ],
        axis=1,
    )


def _shaded(sun: _Sun, face: Face) -> Float32[np.ndarray, "3"]:
    light = sun.canvas.light
    heading = sun.vehicle.heading
    sin, cos = np.sin(heading), np.cos(heading)
    x, y, z = face.normal
    normal = np.array([cos * x + sin * z, y, cos * z - sin * x])
    shine = facing(light, normal, sun.sunlit)
    # What tilts upwards mirrors the sky; upright glass mirrors the street.
    mirrored = light.horizon * (face.mirror * float(np.clip(0.25 - normal[1], 0, 1)))
    glow = np.array([1.0, 0.06, 0.04], np.float32) * face.glow
    paint = np.array(sun.vehicle.colour, np.float32) if face.colour is None else face.colour
    return np.asarray(paint * shine + mirrored + glow, dtype=np.float32)
