"""A dry run: drawn scenes in place of every data set, and trainings of two steps."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import roadeye
from roadeye.scenes import write_dataset
from roadeye.scenes.camera import CameraKind
from training_runs.steps import Steps

LABELLED = ("kitti-road", "camvid", "idd-lite", "street-view", "campus-robot")
UNLABELLED = ("kitti-road/testing/image_2", "unlabelled/austin-night", "unlabelled/kathmandu")
CLIPS = ("clips/california-motorway.mp4", "clips/california-short.mp4")
PICTURES, SIZE = 12, (120, 240)

SCENES: Mapping[str, tuple[int, int, str, CameraKind]] = {
    "scenes-kitti": (12, 1, "96x320", "kitti"),
    "scenes-dashcam": (12, 2, "120x160", "dashcam"),
}
WEIGHTS = Path(roadeye.__file__).parent / "models" / "roadeye.weights.npz"  # can be calibrated
SETTINGS = [
    f"training.weights={WEIGHTS}",
    "training.epochs=2", "training.steps=2", "training.batch=2", "training.learning_rate=1e-6",
    "input.sizes=[[96, 192]]", "input.crop=[96, 192]",
]  # fmt: skip


def stand_in(steps: Steps) -> Path:
    """Return a folder of data sets of which every picture is drawn."""

    def draw(out: Path) -> None:
        for number, name in enumerate(LABELLED):
            write_dataset(out / name, PICTURES, 100 + number, SIZE)
        for name in (*UNLABELLED, *CLIPS):
            shutil.copytree(out / LABELLED[0] / "training" / "image_2", out / name)

    return steps.folder("drawn-data", {"pictures": PICTURES, "size": SIZE}, draw)
