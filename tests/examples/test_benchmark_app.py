"""OpenVINO's own `benchmark_app` runs an exported file."""

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("openvino", reason="needs the openvino extra")
pytest.importorskip("onnx", reason="needs the export extra")

from tiny_models import tiny_openvino_of

pytestmark = pytest.mark.slow


def test_it_measures_our_file(tmp_path: Path) -> None:
    model = tiny_openvino_of(tmp_path / "red.xml", (64, 96))
    program = Path(sys.executable).with_name("benchmark_app")
    done = subprocess.run(
        [str(program), "-m", str(model), "-d", "CPU", "-niter", "4", "-nireq", "1"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "image" in done.stdout
    assert "Throughput:" in done.stdout
