"""Scenes: the same picture every time, and masks and calibrations that fit it exactly."""

from itertools import islice, pairwise

import numpy as np
import pytest

from roadeye.scenes import CameraKind, render, render_sequence
from roadeye.scenes.render import random_driver
from roadeye.scenes.world import category_of

SMALL = (64, 208)


def test_same_arguments_give_the_same_picture() -> None:
    first, second = (render(3, 5, SMALL) for _ in range(2))
    assert np.array_equal(first.image, second.image)
    assert np.array_equal(first.road, second.road)


@pytest.mark.slow
def test_another_seed_or_number_gives_another_picture() -> None:
    image = render(3, 5, SMALL).image
    assert not np.array_equal(image, render(4, 5, SMALL).image)
    assert not np.array_equal(image, render(3, 6, SMALL).image)


@pytest.mark.parametrize(
    ("camera", "size"),
    [("kitti", (97, 131)), ("dashcam", (72, 128)), ("phone", (160, 90)), ("phone", (16, 16))],
)
def test_any_size_and_camera(camera: CameraKind, size: tuple[int, int]) -> None:
    scene = render(1, 0, size, camera)
    assert scene.image.shape == (*size, 3)
    assert scene.road.shape == scene.valid.shape == size
    assert not (scene.road & ~scene.valid).any()


def test_categories_take_turns() -> None:
    assert [category_of(index) for index in range(4)] == ["um", "umm", "uu", "um"]


@pytest.mark.parametrize("index", range(6))
def test_there_is_road_below_the_horizon_and_none_above(index: int) -> None:
    scene = render(11, index, SMALL)
    camera = scene.camera
    assert 0.05 < scene.road.mean() < 0.7
    # The horizon is the image of far points; with roll it leans, so take its highest end.
    columns = np.array([0, camera.width])
    lean = np.tan(camera.roll) * (columns - camera.centre[0])
    middle = camera.centre[1] - camera.focal * np.tan(camera.pitch)
    horizon = int(np.floor((middle + lean).min())) - 2
    assert not scene.road[: max(horizon, 0)].any()


@pytest.mark.slow
def test_a_longer_drive_begins_with_the_shorter() -> None:
    short = list(render_sequence(2, 3, SMALL))
    longer = list(islice(render_sequence(2, 6, SMALL), 3))
    for one, other in zip(short, longer, strict=True):
        assert np.array_equal(one.image, other.image)
        assert np.array_equal(one.road, other.road)


@pytest.mark.slow
def test_frames_of_a_drive_change_little() -> None:
    scenes = list(render_sequence(5, 3, SMALL))
    for before, after in pairwise(scenes):
        shared = (before.road & after.road).sum() / (before.road | after.road).sum()
        assert 0.75 < shared < 1.0


def test_camera_kinds_differ() -> None:
    cameras = [random_driver(0, 0, SMALL, kind).camera for kind in ("kitti", "phone")]
    assert cameras[0] != cameras[1]


@pytest.mark.parametrize(
    ("seed", "index", "kind", "colour", "spread", "road"),
    [
        (0, 0, "kitti", (143.1, 145.6, 141.4), 57.0, 0.2224),
        (5, 10, "dashcam", (106.0, 105.6, 97.3), 24.2, 0.3085),
        (7, 5, "phone", (125.1, 124.2, 118.4), 28.3, 0.6158),
        (3, 8, "kitti", (93.4, 101.0, 83.0), 41.6, 0.2397),
    ],
)
def test_a_seed_draws_what_it_always_drew(
    seed: int,
    index: int,
    kind: CameraKind,
    colour: tuple[float, float, float],
    spread: float,
    road: float,
) -> None:
    # Bytes are the same on one machine; libraries of others may round a pixel differently.
    scene = render(seed, index, SMALL, kind)
    assert scene.image.mean(axis=(0, 1)) == pytest.approx(colour, abs=0.3)
    assert scene.image.std() == pytest.approx(spread, abs=0.3)
    assert scene.road.mean() == pytest.approx(road, abs=0.001)
