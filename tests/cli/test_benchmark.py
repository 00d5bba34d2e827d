"""`roadeye benchmark`: the contract for scripts, and wrong requests."""

import json
from pathlib import Path

import pytest

pytest.importorskip("onnx", reason="needs the export extra")
pytest.importorskip("openvino", reason="needs the openvino extra")

from json_reference import undocumented
from tiny_models import tiny_onnx

from roadeye.cli import main

KEYS = {
    "model", "engine", "threads", "network_ms", "picture_to_mask_ms", "p95_ms",
    "images_per_second", "peak_mb", "file_mb", "iou",
}  # fmt: skip


def test_json_is_the_contract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tiny_onnx(tmp_path / "a.onnx")
    call = ["benchmark", str(path), "--threads", "1", "--rounds", "1", "--json"]
    with pytest.raises(SystemExit) as ended:
        main(call)
    assert ended.value.code == 0
    (row,) = json.loads(capsys.readouterr().out)["rows"]
    assert row.keys() == KEYS
    assert not undocumented("benchmark", row)
    assert (row["model"], row["engine"], row["threads"], row["iou"]) == (
        "a.onnx", "onnxruntime", 1, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["absent.onnx"], "there is no model file absent.onnx"),
        (["roadeye", "--peers", "absent"], "absent holds no known network"),
        (["roadeye", "--data", "absent"], "absent"),
    ],
)
def test_a_wrong_request_is_one_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["benchmark", *arguments])
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert message in told
    assert told.count("\n") == 1
