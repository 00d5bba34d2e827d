"""Score our network and those that others trained, on the same pictures and threads.

    python -m experiments.peers PEERS DATA [--only TEXT] [--images N] [-o peers.json] [--plot X.png]

Every picture is squeezed to the network's input, as its makers do, and the probability of road is
scaled back to the picture before anything is counted. Latency is the median time per picture of
both, without reading files. The sets and our models are those of `scores.py`: ours have not seen
these pictures, but `roadeye` has seen others of the same sets; none of the peers has, as far as
their makers say.
"""

import argparse
import dataclasses
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import msgspec
from experiments.peers_plot import PictureScore, draw
from experiments.scores import MODELS, SETS, ScoredSet, greyed, ours, pictures

from roadeye.arrays import Image, Probability
from roadeye.data.dataset import Dataset, spread
from roadeye.evaluation import EvaluationSettings, evaluate
from roadeye.evaluation.peers import PEERS
from roadeye.inference.segmenter import open_segmenter

Predict: TypeAlias = Callable[[Image], Probability]


def timed(predict: Predict, times: list[float]) -> Predict:
    """Note the time of every picture in `times`, in milliseconds."""

    def predicted(image: Image) -> Probability:
        start = time.perf_counter()
        probability = predict(image)
        times.append(1e3 * (time.perf_counter() - start))
        return probability

    return predicted


def main() -> None:
    """Print a table and, if asked, write JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("peers", type=Path, help="folder of the networks")
    parser.add_argument("data", type=Path, help="folder of kitti-road, camvid and idd-lite")
    parser.add_argument("--models", type=Path, default=MODELS, help="folder of held-out models")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--images", type=int, help="only so many pictures of each set")
    parser.add_argument(
        "--only", default="", metavar="TEXT", help="only sets with this in their name"
    )
    parser.add_argument("-o", dest="out", type=Path, help="JSON file")
    parser.add_argument("--plot", type=Path, help="PNG of IoU against latency, and X_dark.png")
    given = parser.parse_args()
    datasets = [(one, some_of(pictures(one, given.data), given.images)) for one in SETS
                if given.only in one.name]  # fmt: skip
    rows = []
    for one, dataset in datasets:
        for name, file in ours(given.models).items():
            segmenter = open_segmenter(file, given.threads, dataset.labels)
            rows.append(measure(name, one, segmenter.probability, dataset))
    for peer in PEERS:
        network = peer.open(given.peers / peer.file, given.threads)
        rows += [measure(peer.name, one, network, dataset) for one, dataset in datasets]
    if given.out:
        given.out.write_bytes(msgspec.json.format(msgspec.json.encode(rows)))
    if given.plot:
        draw(rows, given.threads, given.plot)


def measure(network: str, one: ScoredSet, predict: Predict, dataset: Dataset) -> PictureScore:
    """Score one network on one data set, and say so."""
    times: list[float] = []
    seen = greyed(predict) if one.grey else predict
    report = evaluate(timed(seen, times), dataset, EvaluationSettings(threshold=0.5))
    score = report.scores["all"]
    row = PictureScore(
        network,
        one.name,
        len(report.pictures),
        score.iou,
        score.maxf,
        score.ece,
        statistics.median(times),
    )
    print(
        f"{network:22}{one.name:32}{row.images:4}  IoU {row.iou:.4f}  MaxF {row.maxf:.4f}  "
        f"{row.milliseconds:6.1f} ms",
        flush=True,
    )
    return row


def some_of(dataset: Dataset, count: int | None) -> Dataset:
    """Return so many pictures of a data set, evenly spread."""
    some = None if count is None else min(count, len(dataset.items))
    return dataclasses.replace(dataset, items=tuple(spread(dataset.items, some)))


if __name__ == "__main__":
    main()
