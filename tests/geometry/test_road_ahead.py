"""Distances ahead, against roads whose edges are known in metres."""

import numpy as np
import pytest

from roadeye.arrays import Mask
from roadeye.errors import InputError
from roadeye.geometry.calibration import Calibration
from roadeye.geometry.pinhole import Pinhole
from roadeye.geometry.road_ahead import road_ahead

HEIGHT, WIDTH = 720, 1280
FOCAL, ABOVE = 1000.0, 1.5
CAMERA = Pinhole(
    width=WIDTH, height=HEIGHT, fx=FOCAL, fy=FOCAL, cx=640.0, cy=360.0, above_road=ABOVE
).calibration()


def ground() -> tuple[np.ndarray, np.ndarray]:
    """Return x and z in metres of each pixel below the horizon, by similar triangles."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH] + 0.5
    down = np.maximum(rows - 360, 1e-9)
    z = np.where(rows > 360, FOCAL * ABOVE / down, np.inf)
    return (columns - 640) * np.where(np.isinf(z), 0, z) / FOCAL, z


X, Z = ground()


def straight(left: float = -2.0, right: float = 3.0, end: float = 25.0) -> Mask:
    return np.asarray((left < X) & (right > X) & (end > Z))


def test_a_straight_road_that_ends() -> None:
    seen = road_ahead(CAMERA)(straight())
    # At 25 m a row of pixels is 0.4 m deep.
    assert seen.free_distance == pytest.approx(25.0, abs=0.5)
    by_metre = {one.ahead: one for one in seen.edges}
    assert list(by_metre) == list(range(1, 41))
    # The lowest row sees the ground at 1000 * 1.5 / 360 = 4.2 m.
    assert [by_metre[metre].left for metre in (1, 4, 26, 40)] == [None] * 4
    for metre in range(5, 24):
        assert by_metre[metre].left == pytest.approx(-2.0, abs=0.16)
        assert by_metre[metre].right == pytest.approx(3.0, abs=0.16)


def test_an_edge_outside_the_picture_is_not_known() -> None:
    seen = road_ahead(CAMERA)(straight(left=-9.0))
    # At 5 m the picture reaches 640 / 1000 * 5 = 3.2 m to the left, at 20 m 12.8.
    assert seen.edges[4].left is None
    assert seen.edges[4].right == pytest.approx(3.0, abs=0.16)
    assert seen.edges[19].left == pytest.approx(-9.0, abs=0.16)


def test_a_car_ahead_ends_the_free_distance_and_no_edge() -> None:
    mask = straight(end=100.0) & ~((np.abs(X) < 0.9) & (Z > 12) & (Z < 30))
    seen = road_ahead(CAMERA)(mask)
    assert seen.free_distance == pytest.approx(12.0, abs=0.3)
    assert seen.edges[19].left == pytest.approx(-2.0, abs=0.16)
    assert seen.edges[19].right == pytest.approx(3.0, abs=0.16)


def test_a_bend_is_followed_and_another_road_is_not() -> None:
    centre = 0.005 * Z**2
    bend = (np.abs(X - centre) < 3) & (Z < 100)
    other = (X > -14) & (X < -9) & (Z < 100)
    seen = road_ahead(CAMERA)(np.asarray(bend | other))
    for metre in (10, 20, 30):
        assert seen.edges[metre - 1].left == pytest.approx(0.005 * metre**2 - 3, abs=0.3)
        assert seen.edges[metre - 1].right == pytest.approx(0.005 * metre**2 + 3, abs=0.3)
    assert seen.free_distance == pytest.approx((3 / 0.005) ** 0.5, abs=1.5)  # it leaves straight on


def test_ends_of_the_range() -> None:
    everywhere, nowhere = np.ones((2, HEIGHT, WIDTH), np.bool_) * [[[True]], [[False]]]
    look = road_ahead(CAMERA)
    assert look(everywhere).free_distance == 40.0
    assert look(nowhere).free_distance == pytest.approx(4.2, abs=0.1)
    assert all((one.left, one.right) == (None, None) for one in look(nowhere).edges)


def test_a_camera_that_looks_up_sees_no_ground() -> None:
    up = Pinhole(
        width=64, height=48, fx=50.0, fy=50.0, cx=32.0, cy=24.0, above_road=1.0, pitch=-60.0
    ).calibration()
    assert road_ahead(up)(np.ones((48, 64), np.bool_)).free_distance is None


def test_another_size_is_refused_where_the_camera_has_one() -> None:
    with pytest.raises(InputError, match="64x48"):
        road_ahead(CAMERA)(np.ones((48, 64), np.bool_))
    any_size = Calibration(CAMERA.p2, CAMERA.r0_rect, CAMERA.cam_to_road)
    road_ahead(any_size)(np.ones((48, 64), np.bool_))
