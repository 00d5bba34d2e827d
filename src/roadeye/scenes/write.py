"""Write scenes as a data set in the layout of KITTI Road."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from roadeye.arrays import Image, Mask
from roadeye.data.description import Description, write_description
from roadeye.errors import OutputError
from roadeye.heads import ROAD
from roadeye.io.atomic import write_text
from roadeye.io.images import write_png
from roadeye.scenes.camera import CameraKind
from roadeye.scenes.render import Scene, render
from roadeye.scenes.rig import calibration_text
from roadeye.scenes.sequence import render_sequence

_ROAD, _NOT_ROAD, _NOT_LABELLED = (255, 0, 255), (255, 0, 0), (0, 0, 0)


def label_colours(road: Mask, valid: Mask) -> Image:
    """Return a mask in KITTI's colours: red and blue road, red not road, black not labelled.

    >>> label_colours(np.array([[True, False]]), np.array([[True, True]])).tolist()
    [[[255, 0, 255], [255, 0, 0]]]
    """
    label = np.full((*road.shape, 3), _NOT_ROAD, np.uint8)
    label[road] = _ROAD
    label[~valid] = _NOT_LABELLED
    return label


def write_dataset(
    out: Path,
    count: int,
    seed: int,
    size: tuple[int, int] = (375, 1242),
    camera: CameraKind = "kitti",
    done: Callable[[], object] = lambda: None,
) -> None:
    """Draw pictures into `out/training/{image_2,gt_image_2,calib}`.

    `out/dataset.toml` says that the labels mean all road, other than KITTI's own.

    Args:
        out: The data set's folder.
        count: How many pictures.
        seed: Seed of the data set.
        size: Rows and columns.
        camera: Kind of camera.
        done: Called after every picture.

    Raises:
        OutputError: There are pictures already, or a file cannot be written.
    """
    _require_free(out / "training" / "image_2", count)
    numbers = {"um": 0, "umm": 0, "uu": 0}
    if count:
        write_description(out, Description(labels=ROAD))
    for index in range(count):
        scene = render(seed, index, size, camera)
        number = numbers[scene.category]
        numbers[scene.category] += 1
        _write(out / "training", scene, f"{number:06d}")
        done()


def write_sequence(
    out: Path,
    frames: int,
    seed: int,
    size: tuple[int, int] = (375, 1242),
    camera: CameraKind = "kitti",
    done: Callable[[], object] = lambda: None,
) -> None:
    """Draw a sequence into `out/sequence/000000.png` … with labels in `out/sequence_masks`.

    Args:
        out: The folder.
        frames: How many frames.
        seed: Seed of the sequence.
        size: Rows and columns.
        camera: Kind of camera.
        done: Called after every frame.

    Raises:
        OutputError: There are frames already, or a file cannot be written.
    """
    _require_free(out / "sequence", frames)
    for frame, scene in enumerate(render_sequence(seed, frames, size, camera)):
        write_png(out / "sequence" / f"{frame:06d}.png", scene.image)
        write_png(
            out / "sequence_masks" / f"{frame:06d}.png", label_colours(scene.road, scene.valid)
        )
        done()


def _require_free(folder: Path, count: int) -> None:
    """Refuse to draw over what may be somebody's labelled pictures."""
    if count and folder.is_dir() and any(folder.iterdir()):
        raise OutputError(
            f"{folder} holds pictures already; remove them, or choose another folder."
        )


def _write(folder: Path, scene: Scene, number: str) -> None:
    kind = scene.category
    write_png(folder / "image_2" / f"{kind}_{number}.png", scene.image)
    label = label_colours(scene.road, scene.valid)
    write_png(folder / "gt_image_2" / f"{kind}_road_{number}.png", label)
    write_text(folder / "calib" / f"{kind}_{number}.txt", calibration_text(scene.camera))
