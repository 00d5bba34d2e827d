"""Roads: where the carriageway is, and how paint covers pixels."""

import numpy as np
import pytest

from roadeye.scenes.centreline import locate, place, random_centreline
from roadeye.scenes.layout import RoadLayout, SideRoad, Strip, in_mouth, outside
from roadeye.scenes.paint import band, dashes

GRASS = (Strip("grass", 1e4),)


def road(*side_roads: SideRoad) -> RoadLayout:
    return RoadLayout(
        "uu", "suburb", 3.0, ((-1.5, -1), (1.5, 1)), 1.5, (), side_roads, (), GRASS, GRASS,
        "asphalt", 1,
    )  # fmt: skip


def at(layout: RoadLayout, s: float, t: float) -> float:
    point = (np.full((1, 1), value, np.float32) for value in (s, t))
    return float(outside(layout, *point)[0, 0])


@pytest.mark.parametrize(
    ("t", "distance"), [(0.0, -3.0), (2.0, -1.0), (-2.0, -1.0), (3.0, 0.0), (5.0, 2.0)]
)
def test_distance_to_a_plain_road(t: float, distance: float) -> None:
    assert at(road(), 10.0, t) == pytest.approx(distance)


def test_a_side_road_opens_its_own_side_only() -> None:
    layout = road(SideRoad(20.0, 1, 6.0, 0.0, 4.0))
    assert at(layout, 20.0, 10.0) < 0  # in its middle
    assert at(layout, 20.0, -10.0) > 0  # across the road
    assert at(layout, 23.5, 10.0) == pytest.approx(0.5)  # half a metre past its edge at 23
    assert in_mouth(layout, 20.0, 1, 0.0)
    assert not in_mouth(layout, 20.0, -1, 0.0)


def test_corners_are_round() -> None:
    # Edges at t = 3 and s = 23 meet; with a radius of 4 the arc has its centre at (27, 7). The
    # point (24, 4) is 1 m from both edges and hypot(3, 3) = 4.24 from that centre: 0.24 inside.
    layout = road(SideRoad(20.0, 1, 6.0, 0.0, 4.0))
    assert at(layout, 24.0, 4.0) == pytest.approx(4 - np.hypot(3, 3))


@pytest.mark.parametrize("curviness", [0.0, 1.0])
def test_place_and_locate_are_inverse_on_the_road(curviness: float) -> None:
    line = random_centreline(np.random.default_rng(1), curviness, 200.0)
    for s in (0.0, 31.0, 120.0):
        for t in (-4.0, 0.0, 4.0):
            x, z, _ = place(line, s, t)
            found = locate(line, *(np.full((1, 1), value, np.float32) for value in (x, z)))
            assert float(found[0][0, 0]) == pytest.approx(s, abs=0.3)
            assert float(found[1][0, 0]) == pytest.approx(t, abs=0.1)


def test_paint_covers_pixels_by_its_width() -> None:
    # A line 0.2 m wide: a pixel of 1 m around it is 20 % paint, a pixel of 1 cm is all paint.
    middle = np.zeros((1, 1), np.float32)
    wide, narrow = (np.full((1, 1), size, np.float32) for size in (1.0, 0.01))
    assert float(band(middle, 0.1, wide)[0, 0]) == pytest.approx(0.2)
    assert float(band(middle, 0.1, narrow)[0, 0]) == pytest.approx(1.0)


def test_far_dashes_are_a_mean_grey() -> None:
    along = np.linspace(0, 90, 7, dtype=np.float32)[None, :]
    far = dashes(along, 3.0, 6.0, np.full_like(along, 50.0))
    assert np.allclose(far, 1 / 3)
