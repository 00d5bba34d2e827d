"""The calibration that KITTI would give the camera of a scene."""

import numpy as np
from jaxtyping import Float64

from roadeye.geometry.calibration import Calibration, format_calibration
from roadeye.scenes.camera import Camera, intrinsics, rotation

# Camera 2 of KITTI's rig, in metres from camera 0, after rectification.
_OFFSETS = {"P0": (0.0, 0.0, 0.0), "P1": (-0.537, 0.0, 0.0), "P2": (0.06, -0.0003, 0.0027)}
_OFFSETS["P3"] = (-0.473, 0.0023, 0.0027)
_RECTIFY = (0.0098, 0.0044, -0.0075)  # a rectifying rotation of KITTI's size, radians
_VELO = ((0, -1, 0, -0.004), (0, 0, -1, -0.0763), (1, 0, 0, -0.2718))
_IMU = ((1, 0, 0, -0.81), (0, 1, 0, 0.32), (0, 0, 1, -0.8))


def calibration(camera: Camera) -> Calibration:
    """Return the exact calibration of a camera: road metres to pixels as the scene is drawn."""
    rectify = _turn(*_RECTIFY)
    to_camera = rotation(camera)
    shift = np.array(_OFFSETS["P2"])
    down = to_camera @ np.array([0.0, camera.mount, 0.0])
    # camera 2 = rectify · camera 0 + shift = to_camera · road + down, solved for the road.
    cam_to_road = np.column_stack([to_camera.T @ rectify, to_camera.T @ (shift - down)])
    return Calibration(
        _projection(camera, "P2"), rectify, cam_to_road, size=(camera.height, camera.width)
    )


def calibration_text(camera: Camera) -> str:
    """Return the content of a calib file with every key that KITTI's own files have."""
    others = {key: _projection(camera, key) for key in ("P0", "P1", "P3")}
    others["Tr_velo_to_cam"] = np.array(_VELO, np.float64)
    others["Tr_imu_to_velo"] = np.array(_IMU, np.float64)
    lines = [
        f"{key}: {' '.join(f'{value:.12e}' for value in matrix.ravel())}\n"
        for key, matrix in others.items()
    ]
    return "".join(lines) + format_calibration(calibration(camera))


def _projection(camera: Camera, key: str) -> Float64[np.ndarray, "3 4"]:
    matrix = intrinsics(camera)
    return np.column_stack([matrix, matrix @ np.array(_OFFSETS[key])])


def _turn(a: float, b: float, c: float) -> Float64[np.ndarray, "3 3"]:
    cos, sin = np.cos, np.sin
    about_z = np.array([[cos(a), sin(a), 0], [-sin(a), cos(a), 0], [0, 0, 1.0]])
    about_x = np.array([[1, 0, 0], [0, cos(b), sin(b)], [0, -sin(b), cos(b)]])
    about_y = np.array([[cos(c), 0, -sin(c)], [0, 1, 0], [sin(c), 0, cos(c)]])
    return np.asarray(about_z @ about_x @ about_y, dtype=np.float64)
