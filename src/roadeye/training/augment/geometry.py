"""Geometry: what part of the picture is seen, from where; the picture is resampled once.

Each function changes a `Transform`; `warp` then moves picture, road and valid alike. So a rotation
brings in what lies beside the crop instead of empty corners, and nothing is blurred twice.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from jaxtyping import Float64

from roadeye.arrays import Gray, Size
from roadeye.inference.letterbox import GRAY
from roadeye.training.augment.crop import Crop
from roadeye.training.targets import ANSWER_STEPS

Matrix = Float64[np.ndarray, "3 3"]
MARGIN = 2  # pixels around the region that linear interpolation may touch


@dataclass(frozen=True)
class Transform:
    """Say where the pixels of a crop lie in a picture.

    Attributes:
        to_source: Takes a point (x, y, 1) of the crop to the picture (homogeneous), both counted
            in pixels from the upper left corner of the grid: pixel centres are at 0.5.
        size: (height, width) of the crop in pixels.
    """

    to_source: Matrix
    size: Size


def whole(picture: Size, size: Size) -> Transform:
    """Squeeze the whole of a picture into a crop."""
    return Transform(np.diag([picture[1] / size[1], picture[0] / size[0], 1.0]), size)


def scale_crop(
    picture: Size, size: Size, rng: np.random.Generator, zoom: tuple[float, float], scale: float
) -> Transform:
    """Cut a region at a random place and zoom.

    Where that region is larger than the picture, the picture lies inside it: at its lower edge, as
    prediction puts it, and anywhere from left to right.

    Args:
        picture: (height, width) of the picture.
        size: (height, width) of the crop.
        rng: Random generator.
        zoom: Smallest and largest size relative to `scale`, drawn evenly in the logarithm.
        scale: Factor from the picture's grid to the size of prediction.
    """
    step = 1 / (scale * np.exp(rng.uniform(*np.log(zoom))))  # picture pixels per crop pixel
    below, beside = picture[0] - step * size[0], picture[1] - step * size[1]
    top = below * rng.uniform() if below > 0 else below
    left = beside * rng.uniform()
    return Transform(np.array([[step, 0, left], [0, step, top], [0, 0, 1.0]]), size)


def flip(transform: Transform) -> Transform:
    """Change left and right."""
    return _composed(transform, np.array([[-1.0, 0, transform.size[1]], [0, 1, 0], [0, 0, 1]]))


def aspect(transform: Transform, rng: np.random.Generator, factor: float) -> Transform:
    """Stretch width and squeeze height by up to the square root of `factor`, or the reverse."""
    stretch = float(np.exp(0.5 * rng.uniform(-1, 1) * np.log(factor)))
    return _composed(transform, _about_centre(np.diag([stretch, 1 / stretch, 1.0]), transform.size))


def rotate(transform: Transform, rng: np.random.Generator, degrees: float) -> Transform:
    """Roll the camera by up to `degrees`, either way."""
    angle = np.radians(rng.uniform(-degrees, degrees))
    cos, sin = np.cos(angle), np.sin(angle)
    turn = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1.0]])
    return _composed(transform, _about_centre(turn, transform.size))


def perspective(transform: Transform, rng: np.random.Generator, share: float) -> Transform:
    """Move each corner by up to `share` of the side."""
    height, width = transform.size
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = corners + rng.uniform(-share, share, (4, 2)) * (width, height)
    return _composed(transform, cv2.getPerspectiveTransform(corners, moved.astype(np.float32)))


def warp(crop: Crop, transform: Transform) -> Crop:
    """Resample a picture, its label and a model's answers by a transform.

    Where the crop is coarser than the picture, the region it needs is first shrunk by area. A
    label pixel counts where most of it lies on valid ones, and is road where most of those are.
    What lies outside the picture is grey and does not count.
    """
    to_source, size = transform.to_source, transform.size
    rows, columns = _source_region(transform, crop.road.shape)
    if rows.stop <= rows.start or columns.stop <= columns.start:
        nothing = np.zeros(size, bool)
        none = tuple(nothing.astype(np.uint8) for _ in crop.answers)
        return Crop(np.full((*size, 3), GRAY, np.uint8), nothing, nothing.copy(), none)
    image = crop.image[rows, columns]
    valid = crop.valid[rows, columns]
    label = cv2.merge([255 * (crop.road[rows, columns] & valid).view(np.uint8),
                       255 * valid.view(np.uint8)])  # fmt: skip
    answers = [answer[rows, columns] * valid for answer in crop.answers]
    to_region = _shift(-float(columns.start), -float(rows.start)) @ to_source
    shrink = _downscale(transform)
    if shrink > 1:
        height, width = image.shape[:2]
        small = (max(1, round(width / shrink)), max(1, round(height / shrink)))
        image = cv2.resize(image, small, interpolation=cv2.INTER_AREA)
        label = cv2.resize(label, small, interpolation=cv2.INTER_AREA)
        answers = [cv2.resize(answer, small, interpolation=cv2.INTER_AREA) for answer in answers]
        to_region = np.diag([small[0] / width, small[1] / height, 1.0]) @ to_region
    between_centres = _shift(-0.5, -0.5) @ to_region @ _shift(0.5, 0.5)
    road, counts = cv2.split(_resample(label, between_centres, size, 0))
    counted = counts > 127
    return Crop(
        image=_resample(image, between_centres, size, GRAY),
        road=counted & (road > counts // 2),
        valid=counted,
        answers=tuple(
            _mean_of_counted(_resample(answer, between_centres, size, 0), counts)
            for answer in answers
        ),
    )


def _mean_of_counted(sums: Gray, counts: Gray) -> Gray:
    """Return the mean answer of what counts below each pixel, of which `counts` / 255 does."""
    mean = sums * (255 / np.maximum(counts, 1))
    steps: Gray = np.minimum(np.rint(mean), ANSWER_STEPS).astype(np.uint8)
    return steps


def _resample(values: np.ndarray, matrix: Matrix, size: Size, border: int) -> np.ndarray:
    apply, part = cv2.warpPerspective, matrix
    if np.array_equal(matrix[2], (0, 0, 1)):
        apply, part = cv2.warpAffine, matrix[:2]
    return np.asarray(
        apply(
            values,
            part,
            size[::-1],
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(border,) * 3,
        )
    )


def _source_region(transform: Transform, picture: Size) -> tuple[slice, slice]:
    """Return the rows and columns of the picture that the crop touches."""
    height, width = transform.size
    corners = np.array([[0, width, width, 0], [0, 0, height, height], [1, 1, 1, 1.0]])
    x, y, w = transform.to_source @ corners
    sides = []
    for places, length in ((y / w, picture[0]), (x / w, picture[1])):
        first = int(np.floor(places.min())) - MARGIN
        last = int(np.ceil(places.max())) + MARGIN
        sides.append(slice(min(max(first, 0), length), max(min(last, length), 0)))
    return sides[0], sides[1]


def _downscale(transform: Transform) -> float:
    """Return how many pixels of the picture make one of the crop, at its centre."""
    height, width = transform.size
    centre = np.array([width / 2, height / 2, 1.0])
    x, y, w = transform.to_source @ centre
    m = transform.to_source
    jacobian = (m[:2, :2] - np.outer((x / w, y / w), m[2, :2])) / w
    return float(np.sqrt(abs(np.linalg.det(jacobian))))


def _composed(transform: Transform, change: Matrix) -> Transform:
    return replace(transform, to_source=transform.to_source @ change)


def _about_centre(change: Matrix, size: Size) -> Matrix:
    y, x = size[0] / 2, size[1] / 2
    return np.asarray(_shift(x, y) @ change @ _shift(-x, -y))


def _shift(x: float, y: float) -> Matrix:
    return np.array([[1.0, 0, x], [0, 1, y], [0, 0, 1]])
