"""What the server adds to the pipeline: throughput, latency at 80 % of saturation, memory.

    python benchmarks/serve.py [--requests 10000] [--threads 2]

Server and clients share the machine, so that the clients' work counts against the server. On a busy
machine only the ratios mean something: server and pipeline take turns, and CPU time is told too.
"""

import argparse
import asyncio
import re
import statistics
import subprocess
import sys
import time
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

import httpx

import roadeye
from roadeye.inference.jobs import plan_folder
from roadeye.inference.outputs.kinds import OutputKind
from roadeye.inference.pipeline import run_jobs
from roadeye.io.find import FoundFile
from roadeye.io.images import read_image

ROUNDS = 3
HEADERS = {"Content-Type": "image/jpeg", "Accept": "image/png"}


def picture() -> bytes:
    file = resources.files("roadeye") / "demo_data" / "training" / "image_2" / "um_000000.jpg"
    return file.read_bytes()


def pipeline(pictures: int, threads: int) -> float:
    """Return pictures a second of the bare pipeline, from files to masks."""
    segmenter = roadeye.load(threads=threads)
    segmenter(read_image(picture(), name="picture"))  # takes its memory before the clock starts
    with TemporaryDirectory() as name:
        folder = Path(name)
        files = [FoundFile(folder / f"{number}.jpg", folder) for number in range(pictures)]
        for file in files:
            file.path.write_bytes(picture())
        jobs = plan_folder(files, folder / "out", (OutputKind.MASK,))
        started = time.perf_counter()
        for _ in run_jobs(segmenter, jobs):
            pass
        return pictures / (time.perf_counter() - started)


async def saturated(address: str, pictures: int, clients: int) -> float:
    """Return pictures a second with so many clients that ask without a pause."""
    content, left = picture(), iter(range(pictures))
    async with httpx.AsyncClient(base_url=address, timeout=120) as client:

        async def ask() -> None:
            for _ in left:
                response = await client.post("/v1/segment", content=content, headers=HEADERS)
                response.raise_for_status()

        started = time.perf_counter()
        await asyncio.gather(*(ask() for _ in range(clients)))
        return pictures / (time.perf_counter() - started)


async def latencies(address: str, rate: float, pictures: int) -> list[float]:
    """Return the seconds of requests that come `rate` a second, whatever the server does."""
    content, taken = picture(), []
    async with httpx.AsyncClient(base_url=address, timeout=120) as client:

        async def ask() -> None:
            started = time.perf_counter()
            response = await client.post("/v1/segment", content=content, headers=HEADERS)
            response.raise_for_status()
            taken.append(time.perf_counter() - started)

        async with asyncio.TaskGroup() as group:
            for _ in range(pictures):
                group.create_task(ask())
                await asyncio.sleep(1 / rate)
    return taken


def counted(address: str, name: str) -> float:
    found = re.search(
        rf"^{name} (\S+)$", urlopen(f"{address}/metrics").read().decode(), re.MULTILINE
    )
    assert found is not None
    return float(found.group(1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--pictures", type=int, default=200, help="in each round")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    command = [sys.executable, "-m", "roadeye", "serve", "--port", "0", "--waiting", "1000"]
    with (
        TemporaryDirectory() as folder,
        subprocess.Popen(
            [*command, "--threads", str(options.threads)],
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(folder),
        ) as server,
    ):
        assert server.stderr is not None
        lines = iter(server.stderr.readline, "")
        address = next(line.split()[2] for line in lines if "open http" in line)
        asyncio.run(saturated(address, 20, 4))
        rounds = []
        for _ in range(ROUNDS):
            bare = pipeline(options.pictures, options.threads)
            rounds.append((bare, asyncio.run(saturated(address, options.pictures, 8))))
        ratio = statistics.median(mine / bare for bare, mine in rounds)
        bare, rate = (statistics.median(one) for one in zip(*rounds, strict=True))
        print(f"pipeline {bare:.1f}/s, server {rate:.1f}/s, ratio {ratio:.2f} (of {ROUNDS} rounds)")
        taken = sorted(asyncio.run(latencies(address, 0.8 * rate, options.pictures)))
        p50, p95 = (taken[int(share * len(taken))] for share in (0.5, 0.95))
        print(f"at 80 %: p50 {1000 * p50:.0f} ms, p95 {1000 * p95:.0f} ms, ratio {p95 / p50:.2f}")
        before = counted(address, "process_resident_memory_bytes")
        spent = counted(address, "process_cpu_seconds_total")
        asyncio.run(saturated(address, options.requests, 8))
        after = counted(address, "process_resident_memory_bytes")
        spent = counted(address, "process_cpu_seconds_total") - spent
        print(
            f"{options.requests} requests: memory {before / 1e6:.0f} MB → {after / 1e6:.0f} MB, "
            f"{1000 * spent / options.requests:.1f} ms of CPU each"
        )
        server.terminate()


if __name__ == "__main__":
    main()
