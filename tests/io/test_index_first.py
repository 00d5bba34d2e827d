"""Videos whose writer is killed, and videos that end well."""

import signal
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from roadeye.io.atomic import clear_leftovers
from roadeye.io.video import frames_of_video
from roadeye.io.video_writer import video_writer

_ENDLESS = """
import sys, time
from fractions import Fraction
from pathlib import Path
import numpy as np
from roadeye.io.video_writer import video_writer

lossless = sys.argv[1].endswith(".mkv")
with video_writer(Path(sys.argv[1]), Fraction(10), lossless) as write:
    for number in range(100_000):
        write(Fraction(number, 10), np.full((64, 96, 3), number % 256, np.uint8))
        if number == 100:
            print("ten seconds", flush=True)
            time.sleep(60)
"""


@pytest.mark.parametrize("name", ["a.mp4", "a_mask.mkv"])
def test_what_a_killed_process_leaves_plays_and_is_kept(tmp_path: Path, name: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _ENDLESS, str(tmp_path / name)], stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
        writer.wait()
    stem, suffix = name.split(".")
    (kept,) = clear_leftovers(tmp_path)
    assert kept == tmp_path / f"{stem}_unfinished.{suffix}"
    assert list(tmp_path.iterdir()) == [kept]
    told: list[str] = []
    count = len(list(frames_of_video(kept, told.append)))
    assert count > 80  # of 101; the encoder itself holds a dozen


def test_a_video_that_ends_well_has_its_index_first(tmp_path: Path) -> None:
    with video_writer(tmp_path / "a.mp4", Fraction(10)) as write:
        for number in range(30):
            write(Fraction(number, 10), np.full((64, 96, 3), number, np.uint8))
    content = (tmp_path / "a.mp4").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")
    assert b"moof" not in content
    assert list(tmp_path.iterdir()) == [tmp_path / "a.mp4"]
