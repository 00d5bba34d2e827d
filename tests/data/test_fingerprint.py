"""A picture is known again after JPEG and resizing, and no other picture is taken for it."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from roadeye.arrays import Image
from roadeye.data.fingerprint import BYTES, MAX_DISTANCE, distances, fingerprint, join, trained_on
from roadeye.io.images import read_image
from roadeye.scenes import render


@pytest.fixture(scope="module")
def scenes() -> list[Image]:
    return [render(5, index, (188, 621)).image for index in range(6)]


def jpeg(image: Image, quality: int) -> Image:
    _, content = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(content, cv2.IMREAD_COLOR), np.uint8)


def resized(image: Image, width: int) -> Image:
    height = round(image.shape[0] * width / image.shape[1])
    return np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


@pytest.mark.parametrize("quality", [30, 50, 90])
def test_jpeg_is_the_same_picture(scenes: list[Image], quality: int) -> None:
    for image in scenes:
        assert trained_on(fingerprint(image), fingerprint(jpeg(image, quality)))


@pytest.mark.parametrize("width", [155, 310, 640])
def test_a_resized_picture_is_the_same(scenes: list[Image], width: int) -> None:
    for image in scenes:
        assert trained_on(fingerprint(image), fingerprint(jpeg(resized(image, width), 50)))


def test_other_scenes_are_other_pictures(scenes: list[Image]) -> None:
    known = [fingerprint(image) for image in scenes]
    for index, one in enumerate(known):
        others = join(known[:index] + known[index + 1 :])
        assert len(others) == BYTES * (len(scenes) - 1)
        assert not trained_on(others, one)


def test_mirrored_and_cropped_pictures_are_others(scenes: list[Image]) -> None:
    for image in scenes:
        known = fingerprint(image)
        assert not trained_on(known, fingerprint(np.ascontiguousarray(image[:, ::-1])))
        assert not trained_on(known, fingerprint(np.ascontiguousarray(image[60:])))


def flat(level: int, noise: float, seed: int) -> Image:
    random = np.random.default_rng(seed)
    grey = random.normal(level, noise, (120, 300)) if noise else np.full((120, 300), level)
    return np.dstack([grey.clip(0, 255).astype(np.uint8)] * 3)


def fog(seed: int) -> Image:
    random = np.random.default_rng(seed)
    grey = np.linspace(205, 165, 120)[:, None] + random.normal(0, 1.5, (120, 300))
    grey[60:, 100 + seed : 200 + seed] -= 6  # a road, hardly seen
    return np.dstack([grey.clip(0, 255).astype(np.uint8)] * 3)


@pytest.mark.parametrize("image", [flat(0, 0, 0), flat(128, 0, 0), flat(8, 3, 1), fog(1)])
def test_pictures_without_structure_have_no_fingerprint(image: Image) -> None:
    assert fingerprint(image) == b""
    assert not trained_on(bytes(BYTES), fingerprint(image))


def test_brightness_and_contrast_do_not_matter(scenes: list[Image]) -> None:
    darker = (scenes[0] * 0.6).astype(np.uint8)
    assert trained_on(fingerprint(scenes[0]), fingerprint(darker))


def test_distances_are_numbers_of_differing_bits() -> None:
    one = bytes(BYTES)
    known = bytes([0b101]) + bytes(BYTES - 1) + bytes([255] * BYTES)
    assert distances(known, one).tolist() == [2, 256]
    assert MAX_DISTANCE < 64  # no two KITTI training pictures are nearer


def test_nothing_is_known_of_a_model_without_fingerprints(scenes: list[Image]) -> None:
    assert not trained_on(b"", fingerprint(scenes[0]))
    assert join([b"", b""]) == b""


@pytest.mark.real
def test_no_two_kitti_pictures_are_taken_for_one(real_data: Path) -> None:
    paths = sorted((real_data / "kitti-road" / "training" / "image_2").iterdir())[::8]
    known = [fingerprint(read_image(path)) for path in paths]
    nearest = [
        int(distances(join(known[:i] + known[i + 1 :]), one).min()) for i, one in enumerate(known)
    ]
    assert min(nearest) > MAX_DISTANCE
