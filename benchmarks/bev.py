"""How fast the bird's-eye view is, beside a plain reading of its definition.

Run with `python benchmarks/bev.py [--rounds 20]`. A camera like KITTI's looks at noise of 1242x375.
Timed, in milliseconds of the processor, median of the rounds: the look-up table of a calibration
(KITTI gives every picture its own), the view of a map and of a picture by it, the way back; and,
once, cell by cell what the definition says.
"""

import argparse
import math
import statistics
import time
from collections.abc import Callable

import numpy as np

from roadeye.arrays import Gray
from roadeye.geometry.bev import BevGrid, look_up, road_plane, table, table_back
from roadeye.geometry.calibration import Calibration
from roadeye.geometry.pinhole import Pinhole

SIZE = (375, 1242)
CAMERA = Pinhole(
    width=1242, height=375, fx=721.5, fy=721.5, cx=609.6, cy=172.9, above_road=1.65,
    pitch=-0.5, roll=1.5,
).calibration()  # fmt: skip


def milliseconds(work: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(1e3 * (time.process_time() - start))
    return statistics.median(times)


def plain(levels: Gray, calibration: Calibration) -> Gray:
    """Return the view of a map, cell by cell."""
    plane = road_plane(calibration)
    rows, columns = BevGrid().size
    view = np.zeros((rows, columns), np.uint8)
    z, x = BevGrid().centres()
    for row in range(rows):
        for column in range(columns):
            u, v, w = plane @ np.array([x[column], z[row], 1.0])
            if 1 <= u / w <= SIZE[1] and 1 <= v / w <= SIZE[0]:
                view[row, column] = levels[math.floor(v / w) - 1, math.floor(u / w) - 1]
    return view


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the bird's-eye view.")
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    random = np.random.default_rng(0)
    levels = random.integers(0, 256, SIZE, np.uint8)
    picture = random.integers(0, 256, (*SIZE, 3), np.uint8)
    there, back = table(CAMERA, SIZE), table_back(CAMERA, SIZE)
    view = look_up(levels, there)
    if not (plain(levels, CAMERA) == view).all():
        raise SystemExit("the fast view differs from the plain one")
    timed = {
        "table of a calibration": milliseconds(lambda: table(CAMERA, SIZE), rounds),
        "table of the way back": milliseconds(lambda: table_back(CAMERA, SIZE), rounds),
        "view of a map": milliseconds(lambda: look_up(levels, there), rounds),
        "view of a picture": milliseconds(lambda: look_up(picture, there), rounds),
        "way back of a map": milliseconds(lambda: look_up(view, back), rounds),
        "plain reading, of a map": milliseconds(lambda: plain(levels, CAMERA), 1),
    }
    for name, value in timed.items():
        print(f"{name:25}{value:10.2f} ms")


if __name__ == "__main__":
    main()
