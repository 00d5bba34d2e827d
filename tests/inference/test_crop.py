import numpy as np
import pytest

from roadeye.errors import InputError
from roadeye.inference.crop import Rows, parse_rows, seen


@pytest.mark.parametrize(
    ("text", "height", "expected"),
    [
        ("150,-100", 720, (150, 620)),
        ("50,", 375, (50, 375)),
        (",-10", 100, (0, 90)),
        ("0,1", 100, (0, 1)),
        ("-30,-10", 100, (70, 90)),
        ("10,5000", 100, (10, 100)),
    ],
)
def test_rows(text: str, height: int, expected: tuple[int, int]) -> None:
    kept = parse_rows(text).slice(height)
    assert (kept.start, kept.stop) == expected


@pytest.mark.parametrize("text", ["", "5", "a,b", "1,2,3", "1.5,2"])
def test_what_is_not_two_numbers_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"TOP,BOTTOM .* such as '150,-100' or '50,'\.$"):
        parse_rows(text)


@pytest.mark.parametrize(("rows", "height"), [(Rows(150, -100), 250), (Rows(500), 375)])
def test_nothing_left_is_refused(rows: Rows, height: int) -> None:
    with pytest.raises(InputError, match="leaves no row"):
        rows.slice(height)


def test_seen_pixels_are_valid_and_inside_the_rows() -> None:
    valid = np.array([[1, 0], [1, 1], [1, 1], [0, 1]], bool)
    assert seen(Rows(1, -1), valid).tolist() == [[0, 0], [1, 1], [1, 1], [0, 0]]
    assert seen(None, valid) is valid
    assert seen(Rows(0, None), valid).tolist() == valid.tolist()
    with pytest.raises(InputError, match="no row"):
        seen(Rows(9, None), valid)
