"""Run networks that others trained on the same corrupted pictures as ours.

    python -m experiments.peers_robustness PEERS DATA -o DIR [--split S] [--images N] [--jobs N]

The pictures, seeds and scores are those of `roadeye robustness`. A run that was stopped goes on.
"""

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec
from experiments.peers import some_of

from roadeye.cli.progress import Progress, progress
from roadeye.data.detect import open_dataset
from roadeye.data.split import select
from roadeye.evaluation.peers import PEERS
from roadeye.evaluation.robustness.checkpoint_log import GridIdentity, digest, open_checkpoint_log
from roadeye.evaluation.robustness.corruptions import COMMON, parse_corruptions, parse_severities
from roadeye.evaluation.robustness.grid_point import GridKey
from roadeye.evaluation.robustness.plan import RobustnessPlan, grid, readable
from roadeye.evaluation.robustness.result import as_builtins, make_result
from roadeye.evaluation.robustness.run import run
from roadeye.evaluation.robustness.workers import measured
from roadeye.io.regular import sha256_of

THRESHOLD = 0.5


def main() -> None:
    """Print the retention of each network and write its result as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("peers", type=Path, help="folder of the networks")
    parser.add_argument("data", type=Path, help="a labelled data set")
    parser.add_argument("-o", dest="out", type=Path, required=True, help="folder of the results")
    parser.add_argument("--split", default="all")
    parser.add_argument("--images", type=int)
    parser.add_argument("--corruptions", default=",".join(COMMON))
    parser.add_argument("--severities", default="1-5")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    items, failures = readable(
        some_of(select(open_dataset(given.data), given.split), given.images).items
    )
    names, severities = parse_corruptions(given.corruptions), parse_severities(given.severities)
    keys = grid(names, severities)
    plan = RobustnessPlan(tuple(items), keys, given.seed, THRESHOLD)
    pictures = digest(items)
    for peer in PEERS:
        file = given.peers / peer.file
        model = sha256_of(file.with_suffix(".bin") if file.suffix == ".xml" else file)
        folder = given.out / file.stem
        log = open_checkpoint_log(
            folder / "checkpoints.jsonl",
            GridIdentity(model, "", pictures, len(items), THRESHOLD, given.seed),
        )
        missing = sum(key not in log.points for key in keys)
        with progress(peer.name, missing * len(items), "pictures") as told:
            tasks = partial(measured, partial(peer.open, file, 1), jobs=given.jobs)
            points = run(tasks, plan, log, counting(told))
        result = make_result(points, failures)
        (folder / "robustness.json").write_bytes(
            msgspec.json.format(msgspec.json.encode(as_builtins(result)))
        )
        print(
            f"{peer.name:22} clean IoU {result.clean.iou:.4f}  retention {result.retention:.4f}  "
            f"ECE {result.ece:.4f}",
            flush=True,
        )


def counting(told: Progress) -> Callable[[GridKey], None]:
    """Return what to call after each picture."""
    return lambda _: told.advance(1)


if __name__ == "__main__":
    main()
