"""Altered and cut files of every format: no crash, one line, in processes of their own."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("onnxruntime", reason="needs the onnx extra")
pytest.importorskip("openvino", reason="needs the openvino extra")
pytest.importorskip("onnx", reason="needs the export extra")

from tiny_models import tiny_onnx, tiny_openvino

from roadeye.model.engine import model_path

pytestmark = [pytest.mark.slow, pytest.mark.soak]

MUTATIONS = 500
BATCH = 100
"""Mutations a process: one that ends it is found by its number."""

TRY = """
import json, sys
from pathlib import Path
import numpy as np
from roadeye.errors import ModelError
from roadeye.model.engine import open_engine

victim, kept, seeds = Path(sys.argv[1]), Path(sys.argv[1]).read_bytes(), json.loads(sys.argv[2])
opened = sys.argv[3]
lines = []
for seed in seeds:
    print(seed, file=sys.stderr, flush=True)
    rng = np.random.default_rng(seed)
    content = bytearray(kept)
    if seed % 5 == 0:
        content = content[: int(rng.integers(len(content)))]
    else:
        for place in rng.integers(0, len(content), int(rng.integers(1, 40))):
            content[place] ^= 1 << int(rng.integers(8))
    victim.write_bytes(content)
    try:
        engine = open_engine(opened, 1)
        engine(np.zeros((1, *engine.spec.input_sizes[0], 3), np.uint8))
        lines.append("opened" if bytes(content) != kept else "the same")
    except ModelError as error:
        lines.append(str(error))
print(json.dumps(lines))
"""


def tiny_litert(path: Path) -> Path:
    path.write_bytes(model_path("roadeye").read_bytes())
    return path


@pytest.mark.parametrize(
    ("write", "name", "beside"),
    [
        (tiny_litert, "m.tflite", False),
        (tiny_onnx, "m.onnx", False),
        (tiny_openvino, "m.xml", False),
        (tiny_openvino, "m.xml", True),
    ],
    ids=["litert", "onnx", "openvino", "openvino weights"],
)
def test_no_damage_ends_the_process_or_is_overlooked(
    write: Callable[[Path], Path], name: str, beside: bool, tmp_path: Path
) -> None:
    path = write(tmp_path / name)
    victim = path.with_suffix(".bin") if beside else path
    kept = victim.read_bytes()
    for start in range(0, MUTATIONS, BATCH):
        seeds = list(range(start, start + BATCH))
        done = subprocess.run(
            [sys.executable, "-c", TRY, str(victim), json.dumps(seeds), str(path)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"mutation {done.stderr.split()[-1]}: {done.stderr[-500:]}"
        for line in json.loads(done.stdout):
            assert line != "opened"
            assert "\n" not in line
        victim.write_bytes(kept)
