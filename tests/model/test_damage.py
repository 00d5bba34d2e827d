"""Altered and cut files of every format: no crash, one line, in processes of their own."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import mutations
import pytest

pytest.importorskip("onnxruntime", reason="needs the onnx extra")
pytest.importorskip("openvino", reason="needs the openvino extra")
pytest.importorskip("onnx", reason="needs the export extra")

from tiny_models import tiny_keras, tiny_onnx, tiny_openvino

from roadeye.model.container import with_spec, write_model
from roadeye.model.engine import open_engine, read_model

pytestmark = [pytest.mark.slow, pytest.mark.soak]

MUTATIONS = 500
BATCH = 250
"""Mutations a process."""


def whole_litert(path: Path) -> Path:
    path.write_bytes(read_model("roadeye").content)
    return path


def litert_of_one_size(path: Path) -> Path:
    """The same with an archive behind it."""
    spec = open_engine("roadeye").spec
    one = msgspec.structs.replace(spec, input_sizes=spec.input_sizes[:1])
    write_model(path, with_spec(read_model("roadeye"), one))
    return path


@pytest.mark.parametrize(
    ("write", "name", "victim"),
    [
        (whole_litert, "m.tflite", "m.tflite"),
        (litert_of_one_size, "m.tflite", "m.tflite"),
        (tiny_onnx, "m.onnx", "m.onnx"),
        (tiny_openvino, "m.xml", "m.xml"),
        (tiny_openvino, "m.xml", "m.bin"),
        (tiny_keras, "m.keras", "m.keras"),
    ],
    ids=["litert", "litert of one size", "onnx", "openvino", "openvino weights", "keras"],
)
def test_no_damage_ends_the_process_or_is_overlooked(
    write: Callable[[Path], Path], name: str, victim: str, tmp_path: Path
) -> None:
    model = write(tmp_path / name)
    changed = tmp_path / victim
    for start in range(0, MUTATIONS, BATCH):
        numbers = (str(start), str(start + BATCH))
        done = subprocess.run(
            [sys.executable, mutations.__file__, str(changed), str(model), *numbers],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"mutation {done.stderr.split()[-1]}: {done.stderr[-500:]}"
        said = json.loads(done.stdout)
        assert len(said) == BATCH
        assert mutations.OPENED not in said
        assert not [line for line in said if "\n" in line]
