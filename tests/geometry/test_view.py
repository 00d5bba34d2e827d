import numpy as np
import pytest

from roadeye.geometry.bev import BevGrid, table
from roadeye.geometry.pinhole import Pinhole
from roadeye.geometry.view import bands, from_above

CAMERA = Pinhole(width=160, height=120, fx=90, fy=90, cx=80, cy=40, above_road=1.6).calibration()


@pytest.mark.parametrize("kind", [np.uint8, np.float32])
def test_cells_without_a_pixel_and_cells_of_invalid_pixels_do_not_count(kind: type) -> None:
    valid = np.ones((120, 160), bool)
    valid[:, :80] = False
    given: np.ndarray = np.ones((120, 160), kind)
    seen, road, counts = from_above(given, valid, valid, CAMERA)
    reached = table(CAMERA, (120, 160)).valid
    assert 0 < counts.sum() < reached.sum()
    assert (counts <= reached).all()
    assert (seen == reached).all()
    assert (road == counts).all()


def test_bands_cut_the_view_without_gaps() -> None:
    rows = list(bands().values())
    assert list(bands()) == ["6-16 m", "16-26 m", "26-36 m", "36-46 m"]
    assert rows == [slice(600, 800), slice(400, 600), slice(200, 400), slice(0, 200)]
    z, _ = BevGrid().centres()
    assert (z[rows[0]].min(), z[rows[0]].max()) == (np.float32(6.025), np.float32(15.975))
