from pathlib import Path

import numpy as np
import pytest

from roadeye.errors import InputError
from roadeye.geometry.calibration import (
    Calibration,
    format_calibration,
    parse_calibration,
    read_calibration,
)

P2 = "P2: 700 0 600 40 0 700 170 0 0 0 1 0"
R0 = "R0_rect: 1 0 0 0 1 0 0 0 1"
TR = "Tr_cam_to_road: 1 0 0 0 0 1 0 -1.5 0 0 1 0.25"
GOOD = f"P0: whatever\n{P2}\n{R0}\nTr_velo_to_cam: 1\n{TR}\n"


def parse(text: str) -> Calibration:
    return parse_calibration(text.encode(), "calib.txt")


def test_matrices_are_read_row_by_row() -> None:
    calibration = parse(GOOD)
    assert calibration.p2.tolist() == [[700, 0, 600, 40], [0, 700, 170, 0], [0, 0, 1, 0]]
    assert calibration.r0_rect.tolist() == np.eye(3).tolist()
    assert calibration.cam_to_road[:, 3].tolist() == [0, -1.5, 0.25]
    assert calibration.size is None


def same(one: Calibration, other: Calibration) -> bool:
    names = ("p2", "r0_rect", "cam_to_road")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


def test_a_road_point_is_projected_by_hand() -> None:
    # (2, 0, 10.25) on the road is (2, 1.5, 10) for the camera, 1.5 m above and 0.25 m ahead.
    # u = (700*2 + 600*10 + 40) / 10 = 744, v = (700*1.5 + 170*10) / 10 = 275
    projected = parse(GOOD).road_to_image @ [2, 0, 10.25, 1]
    assert projected == pytest.approx([7440, 2750, 10])


def test_a_written_calibration_reads_back_bit_for_bit(tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    given = Calibration(
        random.normal(size=(3, 4)), random.normal(size=(3, 3)), random.normal(size=(3, 4))
    )
    path = tmp_path / "Straße.txt"
    path.write_text(format_calibration(given), encoding="utf-8")
    assert same(read_calibration(path), given)


@pytest.mark.parametrize(
    "variant", [GOOD.replace("\n", "\r\n"), "\ufeff" + GOOD, GOOD.replace(" ", "  ") + "\n\n"]
)
def test_line_ends_marks_and_spaces_do_not_matter(variant: str) -> None:
    assert same(parse(variant), parse(GOOD))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("", "line 1: the file is empty", id="empty"),
        pytest.param(f"{R0}\n{TR}\n", "lines 1 to 2: P2 missing", id="no P2"),
        pytest.param(f"{P2}\n", "R0_rect, Tr_cam_to_road missing", id="an object-detection file"),
        pytest.param(
            f"{P2}\n{R0[:-2]}\n{TR}", "line 2: R0_rect has 8 numbers, expected 9", id="cut"
        ),
        pytest.param(
            f"{P2} 1\n{R0}\n{TR}", "line 1: P2 has 13 numbers, expected 12", id="too many"
        ),
        pytest.param(
            f"\n{P2.replace('170', 'l70')}\n{R0}\n{TR}",
            "line 2: value 7 of P2 is 'l70'",
            id="a letter",
        ),
        pytest.param(f"{P2.replace('170', 'nan')}\n{R0}\n{TR}", "value 7 of P2 is 'nan'", id="nan"),
        pytest.param(f"{P2}\n{R0}\nhello\n{TR}", "line 3: expected `KEY: numbers`", id="no key"),
        pytest.param(
            f"{P2}\n{R0}\n{TR}\n{R0}", "line 4: R0_rect is given a second time", id="twice"
        ),
        pytest.param(f"{P2}\n{R0}\n{TR}\n\0\1\2", "line 4: not text", id="control characters"),
        pytest.param(
            f"{P2}\nR0_rect: 1 0 0 0 1 0 0 0 0\n{TR}",
            "line 2: the matrix R0_rect is singular",
            id="flat",
        ),
        pytest.param(
            f"{P2}\n{R0}\nTr_cam_to_road:{' 0' * 12}", "Tr_cam_to_road is singular", id="zeros"
        ),
    ],
)
def test_what_is_wrong_is_said_with_the_line(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text)
    assert str(caught.value).startswith("calib.txt, line")
    assert said in str(caught.value)


def test_binary_files_are_no_calibration(tmp_path: Path) -> None:
    path = tmp_path / "um_000001.txt"
    path.write_bytes(b"P2: 1\n\x89PNG\r\n\x1a\n" + bytes(range(256)))
    with pytest.raises(InputError, match=r"um_000001\.txt, line 2: not text"):
        read_calibration(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.txt"):
        read_calibration(tmp_path / "none.txt")


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(1 << 32)
    with pytest.raises(InputError, match="more than 1048576 bytes"):
        read_calibration(path)
