"""What each network costs: parameters, multiply-accumulates, latency and memory; weights do not matter.

    python experiments/costs.py [--threads 2] [-o costs.json]

One picture in the recipe's first window, on the LiteRT runtime, when nothing else runs. Networks
take turns, and each has a process of its own, whose largest memory is told.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec
import numpy as np

from roadeye.runtime.model import open_model

NETWORKS = {
    "roadeye": [],
    "efficientnet_lite0": [],
    "mobilenet_v2": [],
    "mobilenet_v2, alpha 0.35": ["network.alpha=0.35"],
    "mobilenet_v1": [],
    "mobilenet_v2_fpn": [],
    "vgg16_fcn8": [],
}
ROUNDS = 20


def export(name: str, path: Path) -> dict[str, object]:
    """Write a network with fresh weights as a model file of one window; return what it costs."""
    from roadeye.export.litert import to_litert
    from roadeye.learn.cost import cost
    from roadeye.learn.networks.build import build
    from roadeye.learn.recipe_file import read_recipe
    from roadeye.spec import ModelSpec

    recipe = read_recipe(name.split(",", maxsplit=1)[0], NETWORKS[name])
    window = recipe.input.windows[0]
    network = build(recipe.network, window)
    found = cost(network)
    spec = ModelSpec(
        name=recipe.name, version="0", windows=(window,), meaning="-", trained_on=(), licence="-",
        parameters=found.parameters,
    )  # fmt: skip
    path.write_bytes(to_litert(recipe.network, network.get_weights(), spec))
    return {
        "network": name, "window": window, "parameters": found.parameters, "macs": found.macs,
        "bytes": path.stat().st_size,
    }  # fmt: skip


def timed(path: Path, threads: int) -> dict[str, float]:
    """Run a model file; return its median latency and the largest memory of this process."""
    runner = open_model(path, threads)
    picture = np.random.default_rng(0).integers(
        0, 256, (*runner.spec.windows[0], 3), dtype=np.uint8
    )
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        runner(picture)
        times.append(1e3 * (time.perf_counter() - start))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"milliseconds": round(statistics.median(times[2:]), 1), "mib": round(memory)}


def main() -> None:
    """Export all, then run all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("-o", dest="out", type=Path)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        task, path = given.one[0], Path(given.one[1])
        found = timed(path, given.threads) if task == "run" else export(task, path)
        print(msgspec.json.encode(found).decode())
        return
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for index, name in enumerate(NETWORKS):
            path = str(Path(folder) / f"{index}.tflite")
            row = {}
            for task in (name, "run"):
                command = [sys.executable, __file__, "--threads", str(given.threads)]
                done = subprocess.run(
                    [*command, "--one", task, path], capture_output=True, text=True, check=True
                )
                row |= msgspec.json.decode(done.stdout.splitlines()[-1])
            rows.append(row)
            print(
                f"{name:26}{row['parameters'] / 1e6:8.2f} M {row['macs'] / 1e9:7.2f} GMAC "
                f"{row['milliseconds']:8.1f} ms {row['mib']:6} MiB",
                flush=True,
            )
    if given.out:
        given.out.write_bytes(msgspec.json.format(msgspec.json.encode(rows)))


if __name__ == "__main__":
    main()
