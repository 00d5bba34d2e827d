"""SIGTERM and SIGHUP end a command in order, and say what to do next."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

WAIT = """
import sys, time
from pathlib import Path
from roadeye.cli.stop import stoppable
from roadeye.io.atomic import replacing
with stoppable("add --resume"), replacing(Path(sys.argv[1])) as temporary:
    temporary.write_text("half")
    print("waiting", flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other signals")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_ends_the_block_and_leaves_no_half_file(name: str, tmp_path: Path) -> None:
    number = signal.Signals[name]
    with subprocess.Popen(
        [sys.executable, "-c", WAIT, str(tmp_path / "x")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
        process.send_signal(number)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 128 + number
    assert said == f"roadeye: stopped by {name}; add --resume\n"
    assert list(tmp_path.iterdir()) == []
