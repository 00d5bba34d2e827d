"""Whether a job of many pictures that is killed again and again does each of them exactly once.

    python benchmarks/killed.py FOLDER... [--pictures 20000] [--kills 5] [--seed 0] [--alone 200]
                                          [--model MODEL] [--work DIR] [-- --jobs 2]

The pictures of the folders are repeated under other names, by hard links where the disk lets them.
`roadeye predict` does them with what stands after `--`, `--jobs 2` or `--on ray` say; so many times
all its processes are killed by SIGKILL, at moments drawn at random, and it is called again. Then:

- What was told before a kill is in the manifest, and is not told again.
- Each picture is in the manifest and in `results.parquet` once, and has one mask; nothing else is
  left in the folder.
- All masks of one picture are the same bytes, and for some of them so is that of a call in one
  process.

The exit code is 0 where all of that holds.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq

from roadeye.io.find import find

STEP = 500  # pictures between two lines of progress
LATEST = 2.0  # seconds after the drawn picture until the kill: records are written once a second


def linked(folders: Sequence[Path], target: Path, number: int) -> dict[str, Path]:
    """Repeat pictures until there are so many; return the real one of each, by its path."""
    real = [file.path for one in folders for file in find(str(one), recursive=True).files]
    names = {}
    for index in range(number):
        origin = real[index % len(real)]
        path = target / f"in/{index // 1000:03}/{index:06}{origin.suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            path.hardlink_to(origin)
        except OSError:
            shutil.copy2(origin, path)
        names[str(path.relative_to(target))] = origin
    return names


def predict(work: Path, *more: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "roadeye", "predict", "--save", "mask", "--json", "--quiet",
               *more]  # fmt: skip
    return subprocess.Popen(
        command, cwd=work, stdout=subprocess.PIPE, text=True, start_new_session=True
    )


def kill_all(session: int, killed: list[int]) -> None:
    """Kill all processes of a session at once, and note which."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(ProcessLookupError):
            if os.getsid(int(folder.name)) == session:
                os.kill(int(folder.name), signal.SIGKILL)
                killed.append(int(folder.name))


def call(work: Path, more: Sequence[str], before: int, total: int,
         fatal: int | None, late: float) -> list[str]:  # fmt: skip
    """Call the command once; kill it some time after so many pictures are done.

    Returns:
        The pictures that it told.
    """
    told: list[str] = []
    killed: list[int] = []
    started = time.monotonic()
    with predict(work, "in", "-r", "-o", "out", "--skip-existing", *more) as process:
        timer = threading.Timer(late, kill_all, (process.pid, killed))
        if fatal == before:
            timer.start()
        for line in process.stdout or ():
            if "summary" in line:
                continue
            told.append(json.loads(line)["source"])
            done = before + len(told)
            if done == fatal:
                timer.start()
            if done % STEP == 0:
                rate = len(told) / (time.monotonic() - started)
                print(f"{done} of {total}, {rate:.1f}/s", flush=True)
    timer.cancel()
    if killed:
        print(f"killed {len(killed)} processes after {before + len(told)} pictures", flush=True)
    require(bool(killed) or process.returncode == 0,
            f"a call ends well where it is not killed, not with {process.returncode}")  # fmt: skip
    return told


def records(out: Path) -> Counter[str]:
    """Count the records of each picture in the manifest; its last line may be cut."""
    lines = (out / "manifest.jsonl").read_bytes().splitlines(keepends=True)
    whole = [json.loads(line) for line in lines if line.endswith(b"\n")]
    return Counter(line["source"] for line in whole if line.get("type") == "done")


def require(holds: bool, claim: str) -> None:
    if not holds:
        raise SystemExit(f"NOT SO: {claim}")


def check_complete(out: Path, names: dict[str, Path]) -> None:
    """Check that each picture was done once, and that there is nothing else."""
    require(records(out) == dict.fromkeys(names, 1), "each picture is in the manifest once")
    table = pq.read_table(out / "results.parquet", columns=["source", "error"]).to_pydict()
    require(Counter(table["source"]) == dict.fromkeys(names, 1), "each is in the table once")
    require(set(table["error"]) == {None}, "none failed")
    wanted = {mask_of(out, name) for name in names}
    found = {path for path in out.rglob("*") if path.is_file()}
    beside = {out / "manifest.jsonl", out / "results.parquet"}
    require(wanted <= found, f"no mask is missing; {len(wanted - found)} are")
    others = sorted(path.name for path in found - wanted - beside)
    require(not others, f"nothing else is left, but {others[:5]}")
    digests: dict[Path, set[str]] = {}
    for name, origin in names.items():
        digest = sha256(mask_of(out, name).read_bytes()).hexdigest()
        digests.setdefault(origin, set()).add(digest)
    differ = [str(origin) for origin, some in digests.items() if len(some) > 1]
    require(not differ, f"all masks of one picture are the same; not those of {differ[:5]}")
    print(f"{len(names)} pictures, each once; {len(digests)} different ones, one mask each")


def mask_of(out: Path, name: str) -> Path:
    return out / Path(name).relative_to("in").with_name(f"{Path(name).stem}_mask.png")


def check_alone(work: Path, model: str, names: Sequence[str]) -> None:
    """Check that a call of one process writes the same bytes."""
    for name in names:
        path = work / "alone" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.hardlink_to(work / name)
    alone = ("in", "-r", "-o", "out", "--threads", "1", "--model", model)
    with predict(work / "alone", *alone) as process:
        process.communicate()
    require(process.returncode == 0, "one process does them")
    for name in names:
        mine, its = mask_of(work / "out", name), mask_of(work / "alone/out", name)
        require(mine.read_bytes() == its.read_bytes(), f"{name} has the mask of one process")
    print(f"{len(names)} of the masks are those of one process, byte for byte")


def run(work: Path, given: argparse.Namespace) -> None:
    draw = random.Random(given.seed)
    names = linked(given.folders, work, given.pictures)
    fatal = sorted(draw.randrange(len(names)) for _ in range(given.kills))
    print(f"{len(set(names.values()))} pictures as {len(names)}; kills after {fatal}", flush=True)
    told: set[str] = set()
    for number in (*fatal, None):
        before = len(records(work / "out")) if (work / "out/manifest.jsonl").exists() else 0
        wanted = None if number is None else max(number, before)
        now = call(work, given.more, before, len(names), wanted, draw.uniform(0, LATEST))
        require(told.isdisjoint(now), "nothing is told twice")
        told.update(now)
        kept = records(work / "out") if (work / "out/manifest.jsonl").exists() else Counter()
        require(told <= set(kept), "what was told is in the manifest")
    check_complete(work / "out", names)
    check_alone(work, given.model, draw.sample(sorted(names), min(given.alone, len(names))))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--pictures", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--alone", type=int, default=200)
    parser.add_argument("--model", default="roadeye")
    parser.add_argument("--work", type=Path, help="where links and outputs are; on the same disk")
    own, _, more = " ".join(sys.argv[1:]).partition(" -- ")
    given = parser.parse_args(own.split())
    given.more = ["--model", given.model, *(more.split() or ["--jobs", "2"])]
    with TemporaryDirectory(dir=given.work) as folder:
        run(Path(folder), given)


if __name__ == "__main__":
    main()
