"""A pinhole camera above the road, from a small TOML file, as a calibration."""

from typing import Annotated

import msgspec
import numpy as np
from msgspec import Meta

from roadeye.errors import InputError
from roadeye.geometry.calibration import Calibration

Positive = Annotated[float, Meta(gt=0.0)]
Pixels = Annotated[int, Meta(ge=1, le=1 << 20)]
Tilt = Annotated[float, Meta(gt=-90.0, lt=90.0)]

EXPECTED = (
    "TOML lines: width, height, fx, fy, cx, cy in pixels, above_road in metres, and, where not 0, "
    "pitch (down) and roll (right side down) in degrees; such as fx = 1000.0"
)


class Pinhole(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Describe a camera without distortion that looks along a flat road.

    Attributes:
        width: Width of the pictures in pixels.
        height: Height of the pictures in pixels.
        fx: Focal length in pixels, horizontally.
        fy: Focal length in pixels, vertically.
        cx: Principal point in pixels from the left.
        cy: Principal point in pixels from the top.
        above_road: Height of the camera above the road in metres.
        pitch: Downward tilt in degrees.
        roll: Tilt about the viewing axis in degrees; positive lowers the right side.
    """

    width: Pixels
    height: Pixels
    fx: Positive
    fy: Positive
    cx: float
    cy: float
    above_road: Positive
    pitch: Tilt = 0.0
    roll: Tilt = 0.0

    def calibration(self) -> Calibration:
        """Return the camera as a calibration; the origin of the road lies below the camera."""
        p2 = np.array([[self.fx, 0, self.cx, 0], [0, self.fy, self.cy, 0], [0, 0, 1, 0]], float)
        pitch, roll = np.deg2rad([self.pitch, self.roll])
        # Columns are the camera's axes (x right, y down, z forward) in road coordinates.
        pitched = np.array(
            [
                [1, 0, 0],
                [0, np.cos(pitch), np.sin(pitch)],
                [0, -np.sin(pitch), np.cos(pitch)],
            ]
        )
        rolled = np.array(
            [
                [np.cos(roll), -np.sin(roll), 0],
                [np.sin(roll), np.cos(roll), 0],
                [0, 0, 1],
            ]
        )
        # y points down: a camera above the road has a negative y.
        position = np.array([[0.0], [-self.above_road], [0.0]])
        cam_to_road = np.hstack([pitched @ rolled, position])
        return Calibration(p2, np.eye(3), cam_to_road, (self.height, self.width))


def parse_pinhole(content: bytes, source: str) -> Pinhole:
    """Parse the TOML text of a pinhole camera.

    Args:
        content: What the file holds.
        source: How to name the file in messages.

    Raises:
        InputError: It is not TOML, or a value is missing, unknown or out of its range.
    """
    try:
        camera = msgspec.toml.decode(content, type=Pinhole)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputError(
            f"{source}: not a pinhole camera ({error}); expected {EXPECTED}."
        ) from error
    numbers = (camera.fx, camera.fy, camera.cx, camera.cy, camera.above_road)
    if not np.isfinite(numbers).all():
        raise InputError(f"{source}: every value of a pinhole camera must be a finite number.")
    return camera
