"""Draw the scenes in the package: pictures, labels and a drive that no training has seen.

    python -m experiments.demo_data

The seeds differ from those of the training scenes (`training_runs/model.py`).
"""

import shutil
import tempfile
from fractions import Fraction
from pathlib import Path

from roadeye.io.images import read_image, write_jpeg
from roadeye.io.video_writer import video_writer
from roadeye.scenes import render_sequence, write_dataset

SEED, PICTURES, SIZE = 77, 9, (250, 828)
DRIVE_SEED, FRAMES, DRIVE_SIZE, RATE = 78, 60, (288, 512), Fraction(10)
TARGET = Path(__file__).parents[1] / "src" / "roadeye" / "demo_data"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_dataset(Path(folder), PICTURES, SEED, SIZE, "kitti")
        shutil.rmtree(TARGET, ignore_errors=True)
        for kind in ("gt_image_2", "calib"):
            shutil.copytree(Path(folder) / "training" / kind, TARGET / "training" / kind)
        shutil.copy(Path(folder) / "dataset.toml", TARGET)
        for picture in sorted((Path(folder) / "training" / "image_2").iterdir()):
            target = TARGET / "training" / "image_2" / f"{picture.stem}.jpg"
            write_jpeg(target, read_image(picture), quality=85)
    with video_writer(TARGET / "drive.mp4", RATE) as write:
        for index, scene in enumerate(render_sequence(DRIVE_SEED, FRAMES, DRIVE_SIZE, "dashcam")):
            write(index / RATE, scene.image)


if __name__ == "__main__":
    main()
