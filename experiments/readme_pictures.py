"""Draw the pictures of the README and the site: what the model in the package finds.

python experiments/readme_pictures.py [--clip california-motorway.mp4]
"""

import argparse
import subprocess
import sys
from importlib import resources
from itertools import islice
from pathlib import Path

import cv2
import numpy as np

import roadeye
from roadeye.inference.segmenter import Segmenter
from roadeye.io.images import read_image, write_jpeg

SHOWN = ("um_000001", "umm_000000")
GAP = 6
FRAME = 180  # of the clip
SMALL = (270, 480)
DOCS = Path(__file__).parents[1] / "docs"
IMAGES = DOCS / "images"


def draw_clip(segmenter: Segmenter, clip: Path) -> None:
    """Write motorway.jpg: a frame of the one real clip whose licence allows it, and its road."""
    found = next(islice(segmenter.stream(clip), FRAME, None))
    sides = [
        cv2.resize(side, SMALL[::-1], interpolation=cv2.INTER_AREA)
        for side in (found.image, found.overlay())
    ]
    gap = np.full((SMALL[0], GAP, 3), 255, np.uint8)
    write_jpeg(DOCS / "media" / "motorway.jpg", np.hstack([sides[0], gap, sides[1]]), 88)


def main() -> None:
    """Write scene.jpg and drive.webp, or with --clip motorway.jpg."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clip", type=Path)
    clip = parser.parse_args().clip
    segmenter = roadeye.load()
    if clip is not None:
        draw_clip(segmenter, clip)
        return
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
