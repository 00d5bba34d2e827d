"""How fast the networks run that people would take instead, from the libraries that bring them.

    python benchmarks/libraries.py --python PYTHON [--threads 2] [--rounds 5] [--only NAME ...]

PYTHON has an environment of its own with torch, torchvision, segmentation-models-pytorch, onnx,
onnxruntime, ultralytics, keras-hub and tensorflow. Each network is a process; they take turns, so a
busy moment of the machine falls on all. The weights are random: only the speed is measured. All get
256×768 pixels (32 divides both, as some need), the original its own 160×576, and `roadeye` its
240×800, which is 2 % less.
"""

import argparse
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from library_network import CALLS, NETWORKS

from roadeye.model.engine import open_engine

HERE = Path(__file__).parent
SIZE, OURS, ORIGINAL = (256, 768), (240, 800), (160, 576)


@dataclass
class Process:
    """Hold a network's process and its times in milliseconds."""

    name: str
    size: tuple[int, int]
    program: subprocess.Popen[str]
    times: list[float] = field(default_factory=list)

    def answer(self) -> list[str]:
        """Wait for a line of the process."""
        if self.program.stdout is None:
            raise SystemExit(f"{self.name}: its process has no output")
        line = self.program.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name}: its process ended; its messages stand above")
        return line.split()

    def run(self) -> None:
        """Let the network run a round."""
        if self.program.stdin is None:
            raise SystemExit(f"{self.name}: its process has no input")
        print("round", file=self.program.stdin, flush=True)
        self.times += map(float, self.answer())


def started(name: str, python: str, threads: int) -> Process:
    """Start a network; the original's runs here, where roadeye can be imported."""
    ours = name == "original-keras"
    size = ORIGINAL if ours else SIZE
    command = [sys.executable if ours else python, str(HERE / "library_network.py"), name]
    program = subprocess.Popen(
        [*command, *map(str, (*size, threads))],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    process = Process(name, size, program)
    process.answer()
    return process


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--python", required=True, help="the Python with the other libraries")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="+", default=list(NETWORKS), choices=NETWORKS)
    given = parser.parse_args()
    engine = open_engine("roadeye", threads=given.threads)
    batch = np.random.default_rng(1).integers(0, 256, (1, *OURS, 3), dtype=np.uint8)
    engine(batch)
    ours: list[float] = []
    with ExitStack() as stack:
        processes = []
        for name in given.only:
            process = started(name, given.python, given.threads)
            stack.callback(process.program.kill)
            processes.append(process)
            print(f"{name} is ready", file=sys.stderr, flush=True)
        for _ in range(given.rounds):
            for _ in range(CALLS):
                begun = time.perf_counter()
                engine(batch)
                ours.append(1000 * (time.perf_counter() - begun))
            for process in processes:
                process.run()
    unit = statistics.median(ours)
    print(f"{'network':20} {'input':>8} {'ms':>7} {'p95':>7} {'times roadeye':>14}")
    rows = [("roadeye", OURS, ours), *((one.name, one.size, one.times) for one in processes)]
    for name, (height, width), times in sorted(rows, key=lambda row: statistics.median(row[2])):
        middle = statistics.median(times)
        high = float(np.quantile(times, 0.95))
        print(f"{name:20} {height:>4}×{width} {middle:7.1f} {high:7.1f} {middle / unit:14.2f}")


if __name__ == "__main__":
    main()
