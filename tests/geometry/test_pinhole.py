from pathlib import Path

import numpy as np
import pytest
from pinhole_toml import EXAMPLE

from roadeye.errors import InputError
from roadeye.geometry.calibration import read_calibration
from roadeye.geometry.pinhole import Pinhole, parse_pinhole


def camera(pitch: float = 0.0, roll: float = 0.0) -> Pinhole:
    return Pinhole(
        width=1280,
        height=720,
        fx=1000,
        fy=1000,
        cx=640,
        cy=360,
        above_road=1.5,
        pitch=pitch,
        roll=roll,
    )


def pixel(pinhole: Pinhole, x: float, z: float) -> np.ndarray:
    u, v, w = pinhole.calibration().road_to_image @ [x, 0, z, 1]
    return np.array([u / w, v / w])


def test_a_level_camera_sees_a_point_where_the_triangle_says() -> None:
    # 1.5 m below and 10 m ahead: 1000 * 1.5 / 10 = 150 below the middle; 2 m right: 200 right
    assert pixel(camera(), 2, 10) == pytest.approx([840, 510])


def test_pitch_down_lifts_the_picture() -> None:
    # Looking 8.5308 degrees down meets the road at 1.5 / tan = 10 m: the middle of the picture.
    pitch = np.rad2deg(np.arctan(1.5 / 10))
    assert pixel(camera(pitch=pitch), 0, 10) == pytest.approx([640, 360])


def test_roll_lowers_the_right_side_of_the_camera() -> None:
    # With the right side down the world turns the other way: what is below moves to the right.
    u, v = pixel(camera(roll=90 - 1e-9), 0, 10)
    assert (u, v) == pytest.approx((790, 360))


def test_a_toml_file_is_a_calibration(tmp_path: Path) -> None:
    path = tmp_path / "camera.toml"
    path.write_text(EXAMPLE)
    calibration = read_calibration(path)
    assert calibration.size == (720, 1280)
    assert calibration.cam_to_road[1, 3] == -1.4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("width = ", "Invalid"),
        (EXAMPLE.replace("fx = 1000.0", ""), "missing required field `fx`"),
        (EXAMPLE.replace("fx = 1000.0", "fx = -1.0"), "$.fx"),
        (EXAMPLE.replace("cx = 640.0", "cx = nan"), "finite"),
        (EXAMPLE + "yaw = 3.0\n", "unknown field `yaw`"),
        ("\xff\x00", "not a pinhole camera"),
    ],
)
def test_what_is_wrong_is_said(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_pinhole(text.encode("latin-1"), "camera.toml")
    assert str(caught.value).startswith("camera.toml: ")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
