"""The calibration of a scene maps road metres to exactly the pixels that were drawn."""

import numpy as np
import pytest

from roadeye.geometry.calibration import parse_calibration
from roadeye.scenes import render
from roadeye.scenes.camera import Pose, hit_ground, look, to_camera, to_pixels
from roadeye.scenes.render import random_driver
from roadeye.scenes.rig import calibration, calibration_text

SMALL = (96, 320)


@pytest.mark.parametrize("index", range(4))
def test_ground_points_of_pixels_project_back_to_their_pixels(index: int) -> None:
    camera = random_driver(0, index, SMALL, "phone").camera
    # At the world's origin, looking along z, world and road coordinates are the same.
    hit = hit_ground(look(camera, Pose(0.0, 0.0, 0.0)))
    rows, columns = np.nonzero(np.isfinite(hit.depth) & (hit.depth < 60))
    ground = np.stack(
        [hit.x[rows, columns], np.zeros(len(rows)), hit.z[rows, columns], np.ones(len(rows))]
    )
    projected = calibration(camera).road_to_image @ ground
    u, v = projected[:2] / projected[2]
    assert len(rows) > 1000
    assert np.abs(u - columns).max() < 0.01
    assert np.abs(v - (rows + hit.top)).max() < 0.01


def test_things_on_the_road_and_the_calibration_use_one_projection() -> None:
    camera = random_driver(1, 2, SMALL, "kitti").camera
    points = np.array([[2.0, -1.5, 20.0], [-3.0, 0.0, 8.0]])
    drawn = to_pixels(camera, to_camera(look(camera, Pose(0.0, 0.0, 0.0)), points))
    projected = calibration(camera).road_to_image @ np.column_stack([points, np.ones(2)]).T
    assert np.allclose(drawn, (projected[:2] / projected[2]).T, atol=1e-9)


def test_the_camera_is_over_the_ground_of_its_road_frame() -> None:
    scene = render(0, 0, SMALL)
    # The centre of camera 0 is at most 7 cm beside that of camera 2, which is over the origin.
    x, y, z = scene.calibration.cam_to_road[:, 3]
    assert abs(x) < 0.07
    assert abs(z) < 0.07
    assert abs(y + scene.camera.mount) < 0.01


def test_the_file_reads_back_bit_for_bit_and_has_all_keys_of_kitti() -> None:
    camera = random_driver(3, 0, SMALL, "kitti").camera
    text = calibration_text(camera)
    keys = {line.split(":")[0] for line in text.splitlines()}
    assert keys == {
        "P0", "P1", "P2", "P3", "R0_rect", "Tr_velo_to_cam", "Tr_imu_to_velo", "Tr_cam_to_road",
    }  # fmt: skip
    read = parse_calibration(text.encode(), "calib")
    wanted = calibration(camera)
    for one, other in (
        (read.p2, wanted.p2),
        (read.r0_rect, wanted.r0_rect),
        (read.cam_to_road, wanted.cam_to_road),
    ):
        assert np.array_equal(one, other)
