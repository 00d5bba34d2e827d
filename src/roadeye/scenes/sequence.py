"""A sequence: the same world, seen from a camera that moves along the road."""

from collections.abc import Iterator

import numpy as np

from roadeye.scenes.camera import CameraKind
from roadeye.scenes.render import Scene, draw, random_driver
from roadeye.scenes.world import category_of, random_world

METRES_PER_FRAME = 0.9
"""How far the camera moves from frame to frame: 33 km/h at ten frames a second."""

_WORLD = 1000.0  # worlds are made by the kilometre, so that a longer sequence begins the same
_FIRST_SEQUENCE = 1_000_000  # numbers of sequences, out of the way of the numbers of pictures


def render_sequence(
    seed: int, frames: int, size: tuple[int, int] = (375, 1242), camera: CameraKind = "kitti"
) -> Iterator[Scene]:
    """Draw the frames of a sequence, one after the other.

    Args:
        seed: The same seed gives the same sequence; up to a kilometre, a longer one begins
            with the shorter.
        frames: How many.
        size: Rows and columns.
        camera: Kind of camera.

    Yields:
        A scene for every frame.
    """
    index = _FIRST_SEQUENCE + seed % 3
    length = float(np.ceil(frames * METRES_PER_FRAME / _WORLD) * _WORLD)
    world = random_world(seed, index, category_of(seed), size[0], length)
    driver = random_driver(seed, index, size, camera)
    for frame in range(frames):
        noise = np.random.default_rng([seed, index, 8, frame])
        yield draw(world, driver, frame * METRES_PER_FRAME, noise)
