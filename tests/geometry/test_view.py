import numpy as np

from roadeye.geometry.bev import BevGrid
from roadeye.geometry.calibration import Calibration
from roadeye.geometry.pinhole import Pinhole
from roadeye.geometry.view import TABLES_KEPT, Bev, bands


def camera(above_road: float = 1.6) -> Calibration:
    pinhole = Pinhole(width=160, height=120, fx=90, fy=90, cx=80, cy=40, above_road=above_road)
    return pinhole.calibration()


def test_cells_without_a_pixel_and_cells_of_invalid_pixels_do_not_count() -> None:
    valid = np.ones((120, 160), bool)
    valid[:, :80] = False
    levels = np.full((120, 160), 200, np.uint8)
    seen_levels, road, counts = Bev()(levels, valid, valid, camera())
    reached = Bev().table(camera(), (120, 160)).valid
    assert 0 < counts.sum() < reached.sum()
    assert (counts <= reached).all()
    assert (seen_levels[reached] == 200).all()
    assert (road == counts).all()


def test_a_table_is_made_once_and_old_ones_go() -> None:
    view = Bev()
    first = view.table(camera(), (120, 160))
    assert view.table(camera(), (120, 160)) is first
    for number in range(TABLES_KEPT):
        view.table(camera(2.0 + number), (120, 160))
    assert view.table(camera(), (120, 160)) is not first


def test_bands_cut_the_view_without_gaps() -> None:
    rows = list(bands().values())
    assert list(bands()) == ["6-16 m", "16-26 m", "26-36 m", "36-46 m"]
    assert rows == [slice(600, 800), slice(400, 600), slice(200, 400), slice(0, 200)]
    z, _ = BevGrid().centres()
    assert (z[rows[0]].min(), z[rows[0]].max()) == (np.float32(6.025), np.float32(15.975))
