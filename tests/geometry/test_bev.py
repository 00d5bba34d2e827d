import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadeye.errors import InputError
from roadeye.geometry.bev import BevGrid, LookUp, look_up, table, table_back
from roadeye.geometry.calibration import Calibration
from roadeye.geometry.pinhole import Pinhole

SMALL = BevGrid(resolution=2.0, x=(-4.0, 4.0), z=(6.0, 12.0))


def camera(
    pitch: float = 0.0, roll: float = 0.0, size: tuple[int, int] = (375, 1242)
) -> Calibration:
    pinhole = Pinhole(
        width=size[1], height=size[0], fx=700, fy=700, cx=600, cy=170, above_road=1.6,
        pitch=pitch, roll=roll,
    )  # fmt: skip
    return pinhole.calibration()


def literal(
    calibration: Calibration, size: tuple[int, int], grid: BevGrid
) -> tuple[LookUp, np.ndarray]:
    """The definition, cell by cell: 4x4 matrices, the columns of x, z and 1, float32 centres.

    Returned with it: where no coordinate is within rounding error of a whole number, which may
    fall on either side.
    """
    r0, road = np.eye(4), np.eye(4)
    r0[:3, :3] = calibration.r0_rect
    road[:3] = calibration.cam_to_road
    projection = (calibration.p2 @ r0 @ np.linalg.inv(road))[:, [0, 2, 3]]
    rows, columns = grid.size
    source = np.zeros((rows, columns), np.intp)
    valid = np.zeros((rows, columns), bool)
    clear = np.zeros((rows, columns), bool)
    for row in range(rows):
        for column in range(columns):
            x = np.float32(grid.x[0] + (column + 0.5) * grid.resolution)
            z = np.float32(grid.z[1] - (row + 0.5) * grid.resolution)
            u, v, w = projection @ np.array([x, z, 1.0])
            u, v = u / w, v / w
            clear[row, column] = min(abs(u - round(u)), abs(v - round(v)), abs(w)) > 1e-9
            if w > 0 and 1 <= u <= size[1] and 1 <= v <= size[0]:
                valid[row, column] = True
                source[row, column] = (math.floor(v) - 1) * size[1] + math.floor(u) - 1
    return LookUp(source, valid, size), clear


def test_the_grid_of_kitti_has_its_centres() -> None:
    z, x = BevGrid().centres()
    assert (len(z), len(x)) == (800, 400)
    assert (z[0], z[-1]) == (np.float32(45.975), np.float32(6.025))
    assert (x[0], x[-1]) == (np.float32(-9.975), np.float32(9.975))


def test_cells_worked_by_hand() -> None:
    # Camera 1.6 m above the road, level: u = 600 + 700 x / z, v = 170 + 700 * 1.6 / z.
    # Cells of 2 m: z = 11, 9, 7 from above; x = -3, -1, 1, 3.
    lookup = table(camera(), (375, 1242), SMALL)
    # z = 11, x = -3: u = 600 - 190.909 = 409.09 -> column 408; v = 170 + 101.818 -> row 270
    assert divmod(int(lookup.source[0, 0]), 1242) == (270, 408)
    # z = 7, x = 3: u = 600 + 300 = 900 -> column 899; v = 170 + 160 = 330 -> row 329
    assert divmod(int(lookup.source[2, 3]), 1242) == (329, 899)
    assert lookup.valid.all()


def test_the_last_pixel_belongs_and_the_next_does_not() -> None:
    # As above u = 900 and v = 330 in the near right cell: both ends are included, counted from 1.
    for size, belongs in [((330, 900), True), ((329, 900), False), ((330, 899), False)]:
        lookup = table(camera(size=size), size, SMALL)
        assert bool(lookup.valid[2, 3]) is belongs
        if belongs:
            assert lookup.source[2, 3] == 330 * 900 - 1


def test_the_first_pixel_is_number_one() -> None:
    # cx = -299, x = 3, z = 7: u = -299 + 300 = 1 -> column 0; cx = -299.01: no pixel
    def near_right(cx: float) -> tuple[bool, int]:
        p2 = np.array([[700, 0, cx, 0], [0, 700, 170, 0], [0, 0, 1, 0]], float)
        part = camera()
        lookup = table(Calibration(p2, part.r0_rect, part.cam_to_road), (375, 1242), SMALL)
        return bool(lookup.valid[2, 3]), int(lookup.source[2, 3]) % 1242

    assert near_right(-299) == (True, 0)
    assert near_right(-299.01) == (False, 0)


@settings(max_examples=25, deadline=None)
@given(
    pitch=st.floats(-5, 60), roll=st.floats(-20, 20), height=st.integers(1, 400),
    width=st.integers(1, 1300), resolution=st.sampled_from([0.5, 1.0, 2.0]),
)  # fmt: skip
def test_the_table_is_the_literal_definition(
    pitch: float, roll: float, height: int, width: int, resolution: float
) -> None:
    grid = BevGrid(resolution, (-10.0, 10.0), (0.0, 20.0))
    calibration = camera(pitch, roll, (height, width))
    fast = table(calibration, (height, width), grid)
    slow, clear = literal(calibration, (height, width), grid)
    assert (fast.valid == slow.valid)[clear].all()
    assert (fast.source == slow.source)[clear].all()


@pytest.mark.slow
def test_the_table_of_a_kitti_camera_is_the_literal_definition() -> None:
    fast = table(camera(-0.5, 1.5), (375, 1242))
    slow, clear = literal(camera(-0.5, 1.5), (375, 1242), BevGrid())
    assert (fast.valid == slow.valid).all()
    assert (fast.source == slow.source).all()
    assert clear.mean() > 0.999
    assert 0.8 < fast.valid.mean() < 1


def test_what_no_pixel_reaches_is_black() -> None:
    lookup = table(camera(), (375, 1242))
    assert not lookup.valid[-1, 0]  # 6 m ahead and 10 m to the side is out of the picture
    bev = look_up(np.full((375, 1242, 3), 255, np.uint8), lookup)
    assert bev.shape == (800, 400, 3)
    assert ((bev == 255).all(axis=2) == lookup.valid).all()


@pytest.mark.parametrize("kind", [np.uint8, np.bool_, np.float32])
def test_every_kind_of_map_keeps_its_type_and_values(kind: type) -> None:
    pixels: np.ndarray = np.random.default_rng(0).integers(0, 2, (375, 1242)).astype(kind)
    bev = look_up(pixels, table(camera(), (375, 1242)))
    assert bev.dtype == kind
    assert set(np.unique(bev)) <= {0, 1}


def test_behind_the_camera_is_nothing() -> None:
    behind = BevGrid(1.0, (-10.0, 10.0), (-20.0, 0.0))
    assert not table(camera(), (375, 1242), behind).valid.any()
    assert not table_back(camera(), (375, 1242), behind).valid.any()


def test_a_straight_lane_in_perspective_is_parallel_from_above() -> None:
    # Road between x = -3 and x = 3, drawn by the exact projection of a level camera.
    v, u = np.mgrid[1:376, 1:1243]
    z = 700 * 1.6 / np.maximum(v - 170, 0.001)
    road = (v > 170) & (np.abs((u - 600) * z / 700) <= 3)
    bev = look_up(road, table(camera(), (375, 1242)))
    # Columns of x = -3 and 3 are 140 and 260; a pixel is up to 1280/700 px of 3 cm at 20 m.
    edges = np.array([np.flatnonzero(row)[[0, -1]] for row in bev[-500:]])
    assert np.abs(edges - [140, 259]).max() <= 2


def test_the_way_back_shows_what_the_way_there_took() -> None:
    calibration = camera(-0.5, 1.5)
    there, back = (make(calibration, (375, 1242)) for make in (table, table_back))
    z, x = np.mgrid[0:800, 0:400].astype(np.float32)
    # Every pixel tells its row and column of the view; looked up again they must be their own.
    for plane, tolerance in ((x, 2.0), (z, 6.0)):
        round_trip = look_up(look_up(plane, back), there)
        near = there.valid & (np.mgrid[0:800, 0:400][0] > 700)
        seen = near & (look_up(back.valid, there))
        assert np.abs(round_trip - plane)[seen].max() <= tolerance


def test_the_way_back_worked_by_hand() -> None:
    # Pixel u = 900, v = 330 (column 899, row 329) sees z = 1120 / 160 = 7 and x = 300 * 7 / 700
    # = 3: the middle of the near right cell, row 2 and column 3 of 3 x 4.
    back = table_back(camera(), (375, 1242), SMALL)
    assert back.valid[329, 899]
    assert back.source[329, 899] == 2 * 4 + 3
    assert not back.valid[:170].any()  # above the horizon


def test_another_size_is_refused() -> None:
    with pytest.raises(InputError, match="the picture is 10x20, the table is for 1242x375"):
        look_up(np.zeros((20, 10), bool), table(camera(), (375, 1242)))
    with pytest.raises(InputError, match="the picture is 640x360, the calibration is for 1242x375"):
        table(camera(), (360, 640))


def test_a_camera_in_the_road_is_refused() -> None:
    part = camera()
    flat = Calibration(part.p2, part.r0_rect, np.eye(3, 4))
    with pytest.raises(InputError, match="into the road plane"):
        table(flat, (375, 1242))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"x": (10.0, -10.0)}, "x = 10 m to -10 m"),
        ({"z": (6.0, math.nan)}, "z = 6 m to nan m"),
        ({"resolution": 0.0001}, "do not fit into 20 m"),
        ({"resolution": 0.0}, "do not fit into 20 m"),
        ({"resolution": -0.05}, "do not fit into 20 m"),
        ({"resolution": 30.0}, "do not fit into 20 m"),
    ],
)
def test_what_is_no_grid_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        BevGrid(**given)
