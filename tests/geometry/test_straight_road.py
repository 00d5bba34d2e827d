"""A straight road drawn by the scenes' own camera must be straight from above."""

from pathlib import Path

import numpy as np
import pytest

from roadeye.geometry.bev import BevGrid, look_up, table, table_back
from roadeye.geometry.calibration import read_calibration
from roadeye.scenes.camera import Pose, hit_ground, look, random_camera
from roadeye.scenes.rig import calibration, calibration_text

SIZE = (375, 1242)


@pytest.mark.parametrize("seed", range(5))
def test_a_straight_road_is_straight_and_parallel_from_above(seed: int, tmp_path: Path) -> None:
    camera = random_camera(np.random.default_rng(seed), SIZE, "kitti")
    hit = hit_ground(look(camera, Pose(0.0, 0.0, 0.0)))
    road = np.zeros(SIZE, bool)
    road[hit.top :] = (np.abs(hit.x) <= 3) & np.isfinite(hit.depth)
    path = tmp_path / "um_000000.txt"
    path.write_text(calibration_text(camera))
    bev = look_up(road, table(read_calibration(path), SIZE))
    z, x = BevGrid().centres()
    near = (z > 8) & (z < 30)
    edges = np.array([x[np.flatnonzero(row)[[0, -1]]] for row in bev[near]])
    # The kit's floor - 1 shows a pixel 1 to 2 to the left of the point and 1 to 2 above it. A pixel
    # is z / focal wide; one above lies z^2 / (focal * mount) farther, where the edge at 3 m is
    # 3 * z / (focal * mount) nearer to the middle of the picture. The rest is a cell of 0.05 m.
    pixel = z[near] / camera.focal
    inwards = 3 / camera.mount
    slack = 0.02 + 0.3 * pixel  # for roll, yaw and pitch
    assert within(edges[:, 0] + 3, (1 + inwards) * pixel, 2 * (1 + inwards) * pixel + 0.05, slack)
    assert within(edges[:, 1] - 3, (1 - 2 * inwards) * pixel - 0.05, (2 - inwards) * pixel, slack)


def within(values: np.ndarray, low: np.ndarray, high: np.ndarray, slack: np.ndarray) -> bool:
    return bool(((values >= low - slack) & (values <= high + slack)).all())


def test_the_way_back_meets_the_ground_where_the_ray_does() -> None:
    camera = random_camera(np.random.default_rng(2), SIZE, "kitti")
    hit = hit_ground(look(camera, Pose(0.0, 0.0, 0.0)))
    back = table_back(calibration(camera), SIZE)
    z, x = BevGrid().centres()
    rows, columns = np.divmod(back.source[hit.top :], 400)
    seen = back.valid[hit.top :] & (hit.z < 12)
    assert seen.sum() > 10_000
    # Pixels are counted from 1 there and from 0 here: one pixel to the right and down. At 12 m
    # that is 12 / focal sideways and 144 / (focal * mount) ahead, and half a cell of rounding.
    aside = np.abs(x[columns] - hit.x)[seen].max()
    ahead = np.abs(z[rows] - hit.z)[seen].max()
    assert ahead <= 1.3 * 144 / (camera.focal * camera.mount) + 0.025
    assert aside <= 12 / camera.focal + 10 / 12 * ahead + 0.025
