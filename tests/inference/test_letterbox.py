"""Pictures go into windows and maps come back without moving: shapes drawn at many sizes."""

import cv2
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from roadeye.inference.letterbox import inside, letterbox, nearest_size, place, resize, unletterbox

WINDOWS = ((192, 640), (256, 512), (272, 480), (304, 400), (352, 352), (400, 304), (480, 272))
SIZES = st.tuples(st.integers(1, 1200), st.integers(1, 1200))


@pytest.mark.parametrize(
    ("size", "window"),
    [
        ((375, 1242), (192, 640)),  # KITTI
        ((1080, 1920), (272, 480)),  # 16:9
        ((1920, 1080), (480, 272)),  # a phone held upright
        ((360, 480), (304, 400)),  # CamVid
        ((227, 320), (304, 400)),  # IDD-Lite, between 4:3 and 16:9
        ((1, 500), (192, 640)),  # one row
        ((500, 1), (480, 272)),  # one column
    ],
)
def test_nearest_window(size: tuple[int, int], window: tuple[int, int]) -> None:
    assert nearest_size(size, WINDOWS) == window


@given(SIZES)
def test_a_picture_keeps_its_shape_or_is_distorted_by_less_than_three_percent(
    size: tuple[int, int],
) -> None:
    where = place(size, nearest_size(size, WINDOWS))
    scale_y, scale_x = where.scaled[0] / size[0], where.scaled[1] / size[1]
    rounding = 1 / min(where.scaled)  # half a pixel either way, of the short side
    assert abs(np.log(scale_x / scale_y)) < np.log(1.03) + rounding + 1e-9


@settings(deadline=None, max_examples=40)
@given(SIZES)
def test_the_map_comes_back_on_the_grid_of_the_picture(size: tuple[int, int]) -> None:
    window = nearest_size(size, WINDOWS)
    tensor, where = letterbox(np.full((*size, 3), 200, np.uint8), window)
    assert tensor.shape == (*window, 3)
    assert (tensor[inside(where)] == 200).all()
    back = unletterbox(tensor[:, :, 0].astype(np.float32) / 255, where)
    assert back.shape == size
    np.testing.assert_allclose(back, 200 / 255, atol=1e-3)  # a mean over a window in float32


@settings(deadline=None, max_examples=40)
@given(SIZES)
@example((256, 256))  # where OpenCV's means of ones are more than one
def test_a_map_of_certainty_stays_a_probability(size: tuple[int, int]) -> None:
    window = nearest_size(size, WINDOWS)
    back = unletterbox(np.ones(window, np.float32), place(size, window))
    assert back.max() <= 1.0


@pytest.mark.parametrize(
    "size",
    [(375, 1242), (370, 1226), (376, 1241), (374, 1238), (360, 480), (227, 320), (1080, 1920),
     (1920, 1080), (721, 1281), (333, 777), (2160, 3840), (99, 101), (601, 207)],
)  # fmt: skip
def test_shapes_come_back_within_half_a_pixel(size: tuple[int, int]) -> None:
    """A network that says how red a pixel is must find a red disc where it was drawn.

    The centre is measured as the mean position of the probability, in pixels of the network's
    grid or of the picture's, whichever is coarser: a window holds no finer position.
    """
    height, width = size
    image = np.zeros((height, width, 3), np.uint8)
    radius = min(size) // 5
    for centre_y, centre_x in [(0.3, 0.3), (0.6, 0.7), (0.71, 0.27)]:
        drawn = cv2.circle(
            image.copy(),
            (round(centre_x * width), round(centre_y * height)),
            radius,
            (255, 0, 0),
            thickness=-1,
        )
        tensor, where = letterbox(drawn, nearest_size(size, WINDOWS))
        found = unletterbox(tensor[:, :, 0].astype(np.float32) / 255, where)
        coarseness = max(1.0, height / where.scaled[0])
        shift = np.subtract(_centre(found), _centre(drawn[:, :, 0] / 255))
        assert np.abs(shift).max() < 0.1 * coarseness
        edges = np.abs((found >= 0.5) ^ (drawn[:, :, 0] > 0)).sum() / (2 * np.pi * radius)
        assert edges < 0.5 * coarseness, "the outline lies off by half a pixel on average"


def test_no_pixel_is_passed_over() -> None:
    """One bright column in a hundred brightens the small picture by as much, wherever it is."""
    for width in (1000, 1900, 3000, 4001):
        image = np.zeros((100, width, 3), np.uint8)
        image[:, ::100] = 200
        small = resize(image, (100 * 640 // width, 640))
        assert small.mean() == pytest.approx(image.mean(), rel=0.15), width


@given(st.integers(1, 9), st.integers(1, 9))
def test_halving_takes_means(rows: int, columns: int) -> None:
    image = np.random.default_rng(rows * columns).random((4 * rows, 4 * columns), np.float32)
    means = image.reshape(rows, 4, columns, 4).mean(axis=(1, 3))
    np.testing.assert_allclose(resize(image, (rows, columns)), means, atol=1e-6)


def test_the_check_sees_a_shift_of_one_pixel() -> None:
    drawn = cv2.circle(np.zeros((100, 300), np.uint8), (150, 50), 20, 255, thickness=-1)
    moved = np.roll(drawn, 1, axis=1)
    assert np.abs(np.subtract(_centre(moved / 255), _centre(drawn / 255))).max() > 0.9


def _centre(weights: np.ndarray) -> tuple[float, float]:
    rows, columns = np.indices(weights.shape)
    total = weights.sum()
    return float((rows * weights).sum() / total), float((columns * weights).sum() / total)
