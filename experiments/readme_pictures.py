"""Draw the pictures of the README: what the model in the package finds in the scenes of the demo.

python experiments/readme_pictures.py
"""

import subprocess
import sys
from importlib import resources
from pathlib import Path

import numpy as np

import roadeye
from roadeye.io.images import read_image, write_jpeg

SHOWN = ("um_000001", "umm_000000")
GAP = 6
IMAGES = Path(__file__).parents[1] / "docs" / "images"


def main() -> None:
    """Write scene.jpg and drive.webp."""
    segmenter = roadeye.load()
    with resources.as_file(resources.files("roadeye") / "demo_data") as scenes:
        rows = []
        for name in SHOWN:
            image = read_image(scenes / "training" / "image_2" / f"{name}.jpg")
            gap = np.full((image.shape[0], GAP, 3), 255, np.uint8)
            rows.append(np.hstack([image, gap, segmenter(image).overlay()]))
        between = np.full((GAP, rows[0].shape[1], 3), 255, np.uint8)
        write_jpeg(IMAGES / "scene.jpg", np.vstack([rows[0], between, rows[1]]), 88)
        command = [sys.executable, "-m", "roadeye", "predict", str(scenes / "drive.mp4")]
        subprocess.run([*command, "-o", str(IMAGES / "drive.webp")], check=True)


if __name__ == "__main__":
    main()
