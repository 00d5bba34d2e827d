"""What each network costs: parameters, multiply-accumulates, latency and memory.

    python -m experiments.costs [--threads 2] [-o costs.json]

One picture in the recipe's first input size, on the LiteRT runtime, when nothing else runs; weights do
not matter. Each network runs in a process of its own, whose largest memory is told (Linux).
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from roadeye.export.convert import Wanted
from roadeye.export.litert import convert
from roadeye.export.trained import Trained
from roadeye.model.container import with_spec
from roadeye.model.spec import ModelSpec
from roadeye.training.cost import cost
from roadeye.training.networks.build import build
from roadeye.training.recipe_file import read_recipe

NETWORKS: tuple[tuple[str, list[str]], ...] = (
    ("roadeye", []),
    ("efficientnet_lite0", []),
    ("mobilenet_v2", []),
    ("mobilenet_v2", ["network.alpha=0.35"]),
    ("mobilenet_v1", []),
    ("mobilenet_v2_fpn", []),
    ("vgg16_fcn8", []),
)

RUN = """
import json, statistics, sys, time
from pathlib import Path
import numpy as np
from roadeye.model.engine import open_engine

runner = open_engine(sys.argv[1], int(sys.argv[2]))
shape = (1, *runner.spec.input_sizes[0], 3)
picture = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
times = []
for _ in range(20):
    start = time.perf_counter()
    runner(picture)
    times.append(1e3 * (time.perf_counter() - start))
# Not ru_maxrss: that begins with the memory of the process which started this one.
lines = Path("/proc/self/status").read_text().splitlines()
memory = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
print(json.dumps({"milliseconds": round(statistics.median(times[2:]), 1), "mib": round(memory)}))
"""


class Row(msgspec.Struct):
    """What a network costs for one picture of an input size."""

    network: str
    input_size: tuple[int, int]
    parameters: int
    macs: int
    milliseconds: float
    mib: int


def measure(name: str, settings: list[str], path: Path, threads: int) -> Row:
    """Write a network with fresh weights as a model file of one input size, and run it."""
    recipe = read_recipe(name, settings)
    input_size = recipe.input.sizes[0]
    network = build(recipe.network, input_size)
    found = cost(network)
    spec = ModelSpec(
        name=name, version="0", input_sizes=(input_size,), description="-", trained_on=(), licence="-",
        parameters=found.parameters,
    )  # fmt: skip
    file = convert(Trained(recipe.network, network.get_weights(), spec), Wanted())
    path.write_bytes(with_spec(file, spec).content)
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(path), str(threads)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    run = msgspec.json.decode(done.stdout.splitlines()[-1])
    title = " ".join([name, *settings])
    return Row(title, input_size, found.parameters, found.macs, run["milliseconds"], run["mib"])


def main() -> None:
    """Print a table and, if asked, write JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("-o", dest="out", type=Path)
    given = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for index, (name, settings) in enumerate(NETWORKS):
            row = measure(name, settings, Path(folder) / f"{index}.tflite", given.threads)
            rows.append(row)
            print(
                f"{row.network:34}{row.parameters / 1e6:7.2f} M {row.macs / 1e9:7.2f} GMAC "
                f"{row.milliseconds:8.1f} ms {row.mib:6} MiB",
                flush=True,
            )
    if given.out:
        given.out.write_bytes(msgspec.json.format(msgspec.json.encode(rows)))


if __name__ == "__main__":
    main()
