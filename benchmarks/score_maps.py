"""How fast maps are scored from disk, beside merely decoding them and a plain reading.

Run with `python benchmarks/score_maps.py [--pictures 24] [--rounds 5] [--jobs 0]`. Pictures of
KITTI's size are drawn into a temporary folder: a road, ground that does not count, a probability
map with noise. Each round times, one after another and on one core:

- decoding the two PNG files of each picture with OpenCV, and nothing else;
- `roadeye.evaluation.score_maps`, which is what `roadeye evaluate --predictions` does with them;
- the definition read plainly: at each of 256 thresholds compare the float map and count.

These are seconds of the processor, so that other work on the machine does not count; the line with
several jobs is of the clock on the wall. Rates are of the median round; the ratio is the median of
the ratios of neighbouring rounds.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from roadeye.arrays import Gray, Mask
from roadeye.data.dataset import Dataset, Item
from roadeye.data.layouts.kitti_road import LABELS
from roadeye.evaluation import EvaluationSettings, score_maps
from roadeye.io.images import write_png

HEIGHT, WIDTH = 375, 1242


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pictures", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=0, help="for the last line; 0: all cores")
    options = parser.parse_args()
    jobs = options.jobs or os.cpu_count() or 1
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as folder:
        dataset, files = draw(Path(folder), options.pictures)
        ways: dict[str, Callable[[], object]] = {
            "decode only": lambda: decode(dataset, files),
            "score maps": lambda: score_maps(files, dataset, EvaluationSettings(edges=False)),
        }
        seconds: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(options.rounds + 1):  # the first warms up
            for name, way in ways.items():
                seconds[name].append(timed(way))
        many = EvaluationSettings(edges=False, jobs=jobs)
        wall = timed(lambda: score_maps(files, dataset, many), time.perf_counter)
        plain = timed(lambda: read_plainly(dataset.items[:3], files)) / 3
    print(f"{options.pictures} drawn pictures of {WIDTH}×{HEIGHT}, median of {options.rounds}")
    lines = {name: np.median(times[1:]) / options.pictures for name, times in seconds.items()}
    lines["definition read plainly"] = plain
    lines[f"score maps, {jobs} jobs (wall)"] = wall / options.pictures
    for name, each in lines.items():
        print(f"{name:26} {1e3 * each:8.2f} ms a picture {1 / each:8.1f} pictures/s")
    rates = np.array(seconds["decode only"][1:]) / np.array(seconds["score maps"][1:])
    print(f"scoring runs at {np.median(rates):.2f} of the rate of decoding, on one core")


def timed(way: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    start = clock()
    way()
    return clock() - start


def draw(folder: Path, pictures: int) -> tuple[Dataset, dict[str, Path]]:
    items, files = [], {}
    for index in range(pictures):
        name = f"um_{index:06}"
        label, file = folder / f"um_road_{index:06}.png", folder / f"map_{index:06}.png"
        road, valid, levels = scene(index)
        colours = np.dstack([valid, np.zeros_like(valid), road]).astype(np.uint8) * 255
        write_png(label, colours)
        write_png(file, levels)
        items.append(Item(name, label, label, LABELS, category="um"))
        files[name] = file
    return Dataset(folder, "kitti-road", tuple(items)), files


def scene(seed: int) -> tuple[Mask, Mask, Gray]:
    random = np.random.default_rng(seed)
    road = np.zeros((HEIGHT, WIDTH), np.uint8)
    left, right = random.integers(100, 400), random.integers(800, 1200)
    middle = int(random.integers(550, 700))
    corners = [[middle - 20, 180], [middle + 20, 180], [right, HEIGHT], [left, HEIGHT]]
    cv2.fillPoly(road, [np.array(corners)], 255)
    valid = np.ones((HEIGHT, WIDTH), bool)
    valid[: random.integers(0, 60), random.integers(0, 600) :] = False
    soft = cv2.GaussianBlur(road, (0, 0), 7).astype(np.float64)
    unsure = (soft > 2) & (soft < 253)
    soft[unsure] += random.normal(0, 6, int(unsure.sum()))
    return road.astype(bool) & valid, valid, soft.clip(0, 255).astype(np.uint8)


def decode(dataset: Dataset, files: dict[str, Path]) -> None:
    for item in dataset.items:
        cv2.imread(str(item.label), cv2.IMREAD_UNCHANGED)
        cv2.imread(str(files[item.name]), cv2.IMREAD_GRAYSCALE)


def read_plainly(items: tuple[Item, ...], files: dict[str, Path]) -> np.ndarray:
    total = np.zeros((256, 2))
    for item in items:
        label = np.asarray(cv2.imread(str(item.label), cv2.IMREAD_UNCHANGED))
        levels = np.asarray(cv2.imread(str(files[item.name]), cv2.IMREAD_GRAYSCALE))
        probability = levels.astype(np.float32) / 255
        road, valid = label[..., 0] > 0, label[..., 2] > 0
        for k in range(256):
            found = probability >= np.float32(k / 255)
            total[k] += (found & road & valid).sum(), (found & ~road & valid).sum()
    return total


if __name__ == "__main__":
    main()
