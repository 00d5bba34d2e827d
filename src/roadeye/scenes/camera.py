"""The pinhole camera over the ground plane, and where it stands in the world.

World and road frame: x right, y down, z forward, metres, the ground is the plane y = 0. The road
frame of a view has its origin on the ground under the camera and looks where the vehicle looks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from jaxtyping import Float32, Float64

from roadeye.errors import InputError

CameraKind: TypeAlias = Literal["kitti", "dashcam", "phone"]
Points: TypeAlias = Float64[np.ndarray, "_ 3"]
SIDES = (16, 4096)
"""Shortest and longest side of a picture that can be drawn, pixels."""
NEAR = 0.4
"""Nothing nearer to the camera than this is drawn, metres."""


@dataclass(frozen=True)
class Camera:
    """Describe a camera on a vehicle.

    Attributes:
        height: Rows of the picture.
        width: Columns of the picture.
        focal: Focal length in pixels.
        centre: Principal point (column, row) in pixels.
        mount: Height over the ground in metres.
        pitch: Looking down, radians.
        yaw: Looking right of where the vehicle looks, radians.
        roll: Turned clockwise, radians.
    """

    height: int
    width: int
    focal: float
    centre: tuple[float, float]
    mount: float
    pitch: float
    yaw: float
    roll: float


@dataclass(frozen=True)
class Pose:
    """Say where a vehicle is: ground position in metres and heading in radians (0 is +z)."""

    x: float
    z: float
    heading: float


@dataclass(frozen=True)
class CameraView:
    """Hold a camera at a place.

    Attributes:
        camera: The camera.
        pose: Where its vehicle is.
        matrix: From world coordinates (x, y, z, 1) to the camera frame.
    """

    camera: Camera
    pose: Pose
    matrix: Float64[np.ndarray, "3 4"]


def look(camera: Camera, pose: Pose) -> CameraView:
    """Return what a camera at a place looks like to the world."""
    sin, cos = np.sin(pose.heading), np.cos(pose.heading)
    turn = rotation(camera) @ np.array([[cos, 0, -sin], [0, 1, 0], [sin, 0, cos]])
    eye = np.array([pose.x, -camera.mount, pose.z])
    return CameraView(camera, pose, np.column_stack([turn, -turn @ eye]))


def random_camera(rng: np.random.Generator, size: tuple[int, int], kind: CameraKind) -> Camera:
    """Return a camera of that kind: KITTI's rig, one behind a windscreen, or one held in a hand.

    Args:
        rng: Source of the variation.
        size: Rows and columns of the picture.
        kind: What the camera is like.
    """
    height, width = size
    diagonal = float(np.hypot(height, width))
    vary = [float(value) for value in rng.uniform(-1, 1, size=7)]
    if kind == "kitti":
        focal = diagonal * (0.556 + 0.06 * vary[0])
        centre = (width * (0.491 + 0.01 * vary[1]), height * (0.461 + 0.05 * vary[2]))
        mount, pitch = 1.62 + 0.12 * vary[3], 0.004 + 0.014 * vary[4]
        yaw, roll = 0.015 * vary[5], 0.012 * vary[6]
    elif kind == "dashcam":
        focal = diagonal * (0.66 + 0.22 * vary[0])
        centre = (width * (0.5 + 0.01 * vary[1]), height * (0.5 + 0.02 * vary[2]))
        mount, pitch = 1.45 + 0.3 * vary[3], 0.035 + 0.06 * vary[4]
        yaw, roll = 0.03 * vary[5], 0.02 * vary[6]
    else:
        focal = diagonal * (0.68 + 0.12 * vary[0])
        centre = (width * (0.5 + 0.005 * vary[1]), height * (0.5 + 0.005 * vary[2]))
        mount, pitch = 1.45 + 0.3 * vary[3], 0.06 + 0.1 * vary[4]
        yaw, roll = 0.08 * vary[5], 0.04 * vary[6]
    return Camera(height, width, focal, centre, mount, pitch, yaw, roll)


def rotation(camera: Camera) -> Float64[np.ndarray, "3 3"]:
    """Return the rotation from the road frame to the camera frame."""
    sin, cos = np.sin, np.cos
    turn = np.array(
        [
            [cos(camera.yaw), 0, -sin(camera.yaw)],
            [0, 1, 0],
            [sin(camera.yaw), 0, cos(camera.yaw)],
        ]
    )
    nod = np.array(
        [
            [1, 0, 0],
            [0, cos(camera.pitch), -sin(camera.pitch)],
            [0, sin(camera.pitch), cos(camera.pitch)],
        ]
    )
    tilt = np.array(
        [
            [cos(camera.roll), sin(camera.roll), 0],
            [-sin(camera.roll), cos(camera.roll), 0],
            [0, 0, 1],
        ]
    )
    return np.asarray(tilt @ nod @ turn, dtype=np.float64)


def intrinsics(camera: Camera) -> Float64[np.ndarray, "3 3"]:
    """Return the matrix from the camera frame to pixels."""
    u, v = camera.centre
    return np.array([[camera.focal, 0, u], [0, camera.focal, v], [0, 0, 1.0]])


def to_camera(view: CameraView, points: Points) -> Points:
    """Bring world points into the camera frame (z is the depth)."""
    return np.asarray(points @ view.matrix[:, :3].T + view.matrix[:, 3], dtype=np.float64)


def to_pixels(camera: Camera, points: Points) -> Float64[np.ndarray, "_ 2"]:
    """Project points of the camera frame, all in front of it, to (column, row)."""
    pixels = camera.focal * points[:, :2] / points[:, 2:] + np.array(camera.centre)
    return np.asarray(pixels, dtype=np.float64)


def depth_of(view: CameraView, x: float, z: float) -> float:
    """Return the depth of a ground point in metres; negative behind the camera."""
    row = view.matrix[2]
    return float(row[0] * x + row[2] * z + row[3])


@dataclass(frozen=True)
class GroundHit:
    """Hold where the pixels of the lower part of a picture meet the ground.

    Attributes:
        top: The first row that is held; all rows above see no ground.
        x: World x of the hit, metres.
        z: World z of the hit, metres.
        depth: Depth of the hit, metres; infinite where the pixel sees no ground.
    """

    top: int
    x: Float32[np.ndarray, "rows columns"]
    z: Float32[np.ndarray, "rows columns"]
    depth: Float32[np.ndarray, "rows columns"]


def hit_ground(view: CameraView) -> GroundHit:
    """Cast a ray through the centre of every pixel to the ground plane."""
    camera = view.camera
    to_world = rotation(camera).T
    u = (np.arange(camera.width) - camera.centre[0]) / camera.focal
    v = (np.arange(camera.height) - camera.centre[1]) / camera.focal
    steepest = np.max(to_world[1, 0] * u[[0, -1]])
    seeing = to_world[1, 1] * v + to_world[1, 2] + steepest > 0
    top = int(np.argmax(seeing)) if bool(seeing.any()) else camera.height
    rays = _rays(to_world, u, v[top:])
    down = rays[1]
    sees = down > 1e-6
    depth = np.where(sees, camera.mount / np.where(sees, down, 1), np.inf)
    reach = np.where(sees, depth, 0)
    x, z = rays[0] * reach, rays[2] * reach
    sin, cos = np.sin(view.pose.heading), np.cos(view.pose.heading)
    return GroundHit(
        top,
        (cos * x + sin * z + view.pose.x).astype(np.float32),
        (cos * z - sin * x + view.pose.z).astype(np.float32),
        depth.astype(np.float32),
    )


def view_rays(view: CameraView, rows: slice) -> Float32[np.ndarray, "3 rows columns"]:
    """Return the direction of every pixel of some rows in the road frame, depth 1."""
    camera = view.camera
    u = (np.arange(camera.width) - camera.centre[0]) / camera.focal
    v = (np.arange(camera.height)[rows] - camera.centre[1]) / camera.focal
    return _rays(rotation(camera).T, u, v).astype(np.float32)


def world_points(rows: Sequence[Sequence[float | int]]) -> Points:
    """Return points given as rows of (x, y, z)."""
    return np.array(rows, dtype=np.float64).reshape(-1, 3)


def _rays(
    to_world: Float64[np.ndarray, "3 3"],
    u: Float64[np.ndarray, " columns"],
    v: Float64[np.ndarray, " rows"],
) -> Float64[np.ndarray, "3 rows columns"]:
    rows = [
        to_world[axis, 0] * u[None, :] + (to_world[axis, 1] * v + to_world[axis, 2])[:, None]
        for axis in range(3)
    ]
    return np.stack(rows)


def parse_size(text: str) -> tuple[int, int]:
    """Read a size in pixels.

    >>> parse_size("375x1242")
    (375, 1242)

    Raises:
        InputError: It is not of the form HEIGHTxWIDTH or a side is not in 16..4096.
    """
    parts = text.lower().split("x")
    if len(parts) == 2 and all(part.isascii() and part.isdigit() for part in parts):
        height, width = (int(part) for part in parts)
        if min(height, width) >= SIDES[0] and max(height, width) <= SIDES[1]:
            return height, width
    raise InputError(
        f"the size {text!r} cannot be drawn; expected HEIGHTxWIDTH with sides from "
        f"{SIDES[0]} to {SIDES[1]} pixels, such as 375x1242."
    )
