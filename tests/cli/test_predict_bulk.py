"""`roadeye predict --jobs` as a process of its own: rerun, killed, stopped, refused."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from numbered_video import write_numbered

from roadeye.io.images import write_png
from roadeye.io.video import frames_of_video

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals")

# Worker processes import this file again, and so get the same model.
PROGRAM = """
import sys
from batch_models import open_bright, open_slow
from roadeye.cli import main
from roadeye.inference import segmenter

model = open_slow() if "slow" in sys.argv[1] else open_bright()
segmenter.open_engine = lambda *_: model.engine
if __name__ == "__main__":
    main(sys.argv[2:])
"""


class Bulk:
    """A folder with pictures and the program that finds the road in them."""

    def __init__(self, root: Path, pictures: int) -> None:
        self.root = root
        for index in range(pictures):
            write_png(root / f"in/{index % 3}/{index:03}.png", np.full((32, 48, 3), 255, np.uint8))
        (root / "program.py").write_text(PROGRAM)
        support = str(Path(__file__).parents[1] / "support")
        path = os.pathsep.join([support, *os.environ.get("PYTHONPATH", "").split(os.pathsep)])
        self.environment = {**os.environ, "PYTHONPATH": path}

    def start(self, *more: str, model: str = "bright") -> subprocess.Popen[str]:
        command = [sys.executable, "program.py", model, "predict", "in", "-r", "-o", "out"]
        return subprocess.Popen(
            [*command, "--save", "mask", "--jobs", "2", "--json", *more],
            cwd=self.root,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *more: str) -> tuple[int, list[dict[str, object]], str]:
        with self.start(*more) as process:
            out, told = process.communicate(timeout=120)
        return process.returncode, [json.loads(line) for line in out.splitlines()], told

    def records(self) -> list[str]:
        lines = (self.root / "out/manifest.jsonl").read_text().splitlines()
        return [json.loads(line)["source"] for line in lines if '"type":"done"' in line]

    def masks(self) -> list[str]:
        return sorted(path.name for path in (self.root / "out").rglob("*_mask.png"))


def counts(line: dict[str, object]) -> dict[str, int]:
    """Return the numbers of a summary; it tells the model's licence too."""
    summary = line["summary"]
    assert isinstance(summary, dict)
    return {name: value for name, value in summary.items() if name != "licence"}


def test_a_rerun_does_what_is_left(tmp_path: Path) -> None:
    bulk = Bulk(tmp_path, 7)
    (tmp_path / "in/bad.png").write_text("no picture")
    code, lines, told = bulk.run()
    assert (code, len(bulk.masks())) == (1, 7)
    assert counts(lines[-1]) == {"done": 7, "failed": 1, "skipped": 0, "not_done": 0}
    assert "bad.png is not a picture" in told
    assert (tmp_path / "out/2/002_mask.png").exists()
    code, lines, told = bulk.run("--skip-existing")
    assert len(lines) == 1
    assert counts(lines[0]) == {"done": 0, "failed": 1, "skipped": 7, "not_done": 0}
    assert "inputs that failed before: 1; --retry-failed tries them again" in told
    assert code == 1


@pytest.mark.slow
def test_killed_again_and_again_each_input_is_done_once(tmp_path: Path) -> None:
    bulk = Bulk(tmp_path, 60)
    for wanted in (4, 20):
        with bulk.start(model="slow") as process:
            assert process.stdout is not None
            for _ in range(wanted):
                process.stdout.readline()
            process.kill()
        time.sleep(0.5)  # workers see it, and free nothing that the next run needs
    code, lines, _ = bulk.run("--skip-existing")
    assert code == 0
    assert len(bulk.masks()) == 60
    assert sorted(bulk.records()) == sorted(set(bulk.records()))
    assert len(bulk.records()) == 60
    assert not list(tmp_path.rglob(".roadeye-*"))
    summary = counts(lines[-1])
    assert summary["done"] + summary["skipped"] == 60
    assert summary["skipped"] >= 20


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_and_keeps_what_is_done(tmp_path: Path, how: signal.Signals) -> None:
    bulk = Bulk(tmp_path, 200)
    with bulk.start(model="slow") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()
        process.send_signal(how)
        out, told = process.stdout.read(), process.stderr.read()
    assert process.returncode == 128 + how
    assert "interrupted: " in told
    lines = (first + out).splitlines()
    told_done = [json.loads(line)["source"] for line in lines if '"source"' in line]
    assert sorted(told_done) == sorted(bulk.records())
    assert len(bulk.masks()) == len(told_done)
    assert not list(tmp_path.rglob(".roadeye-*"))


@pytest.mark.slow
def test_the_frames_of_videos_are_taken_and_steadied_as_in_one_process(tmp_path: Path) -> None:
    bulk = Bulk(tmp_path, 1)
    write_numbered(tmp_path / "in/a.mp4", "libx264", range(30))
    options = ("--every", "0.3s", "--smooth", "flow", "--start", "0.5")
    assert bulk.run(*options)[0] == 0
    alone = ["program.py", "bright", "predict", "in/a.mp4", "-o", "alone", "--save", "mask"]
    command = [sys.executable, *alone, *options]
    subprocess.run(command, cwd=tmp_path, env=bulk.environment, check=True, capture_output=True)
    frames = [
        [frame.image.tobytes() for frame in frames_of_video(tmp_path / name, pytest.fail)]
        for name in ("out/a_mask.mkv", "alone/a_mask.mkv")
    ]
    assert frames[0] == frames[1]
    assert len(frames[0]) == 9  # from 0.5 s to 2.9 s
    code, _, told = bulk.run("--every", "0.5s", "--smooth", "flow", "--start", "0.5")
    assert code == 2
    assert "every 3/10 s there, 1/2 s now" in told


@pytest.mark.slow
def test_two_calls_on_one_folder_are_refused(tmp_path: Path) -> None:
    bulk = Bulk(tmp_path, 200)
    with bulk.start(model="slow") as process:
        assert process.stdout is not None
        process.stdout.readline()
        code, lines, told = bulk.run()
        process.kill()
    assert (code, lines) == (2, [])
    assert "out is in use by another job" in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-o", "x.mp4"], "x.mp4 is one video; give a folder for many inputs"),
        (["--fps", "5"], "--fps is for one video"),
        (["--every", "2"], "--every: such options are for videos; no SOURCE holds one"),
        (["--every", "soon"], "'soon' is not a step: give a number of frames"),
        (["--jobs", "0"], "--jobs"),
        (["--save", "masks"], "cannot save 'masks'"),
        (["--crop", "5"], "not TOP,BOTTOM"),
        (["--threshold", "5"], "from 0 to 1"),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    arguments: list[str], words: str,
) -> None:  # fmt: skip
    from roadeye.cli import main

    write_png(tmp_path / "a.png", np.zeros((32, 48, 3), np.uint8))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        main(["predict", "a.png", "--jobs", "2", *arguments])
    assert ended.value.code == 2
    assert words in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]
