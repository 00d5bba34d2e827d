"""What lies between the road of a label and the picture's edge, by eye and by a slow oracle."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from roadeye.data.ignore_border import without_border


def _drawn(rows: str) -> np.ndarray:
    return np.array([list(row) for row in rows.split()])


def test_road_that_nearly_reaches_an_edge_leaves_what_is_between_uncounted() -> None:
    label = _drawn("""
        ........
        ...##...
        ..####..
        .######.
        ..#####.
        ........
    """)
    counted = _drawn("""
        cccccccc
        cccccccc
        cccccccc
        .cccccc.
        ccccccc.
        cc.....c
    """)
    # By columns: the road of column 1 ends 2 rows above the bottom, that of 2 to 6 only 1.
    # By rows: row 3 begins 1 from the left and ends 1 from the right, row 4 begins 2 from the left.
    found = without_border(label == "#", np.ones(label.shape, bool), 1)
    np.testing.assert_array_equal(found, counted == "c")


def test_no_border_and_far_road_change_nothing() -> None:
    road = np.zeros((9, 9), bool)
    road[4, 4] = True
    for margin in (0, 3):
        assert without_border(road, np.ones_like(road), margin).all()


@given(
    hnp.arrays(bool, st.tuples(st.integers(1, 7), st.integers(1, 7))), st.integers(0, 9), st.data()
)
def test_as_a_walk_from_each_edge_says(road: np.ndarray, margin: int, data: st.DataObject) -> None:
    valid = data.draw(hnp.arrays(bool, road.shape)) | road
    want = valid.copy()
    height, width = road.shape
    walks = [
        *([(row, column) for row in range(height - 1, -1, -1)] for column in range(width)),
        *([(row, column) for column in range(width)] for row in range(height)),
        *([(row, column) for column in range(width - 1, -1, -1)] for row in range(height)),
    ]
    for walk in walks if margin else []:
        first = next((step for step, place in enumerate(walk) if road[place]), None)
        if first is not None and first <= margin:
            for place in walk[:first]:
                want[place] = False
    np.testing.assert_array_equal(without_border(road, valid, margin), want)
