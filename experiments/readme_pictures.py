"""Draw the picture of the README: a frame of the motorway and the road that the model finds in it.

python -m experiments.readme_pictures --clip california-motorway.mp4
"""

import argparse
from itertools import islice
from pathlib import Path

import cv2
import numpy as np

import roadeye
from roadeye.io.images import write_jpeg

GAP = 6
FRAME = 180  # of the clip
SMALL = (270, 480)
PICTURE = Path(__file__).parents[1] / "docs" / "media" / "motorway.jpg"


def main() -> None:
    """Write motorway.jpg: a frame of the one real clip whose licence allows it, and its road."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clip", type=Path, required=True)
    clip = parser.parse_args().clip
    found = next(islice(roadeye.load().stream(clip), FRAME, None))
    sides = [
        cv2.resize(side, SMALL[::-1], interpolation=cv2.INTER_AREA)
        for side in (found.image, found.overlay())
    ]
    gap = np.full((SMALL[0], GAP, 3), 255, np.uint8)
    write_jpeg(PICTURE, np.hstack([sides[0], gap, sides[1]]), 88)


if __name__ == "__main__":
    main()
