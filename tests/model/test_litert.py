"""Model files: the one in the package, and what a damaged or foreign one gets."""

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest

from roadeye.errors import ModelError
from roadeye.io.images import write_png
from roadeye.model.engine import model_path, open_model
from roadeye.model.litert import rewrite_spec, signature
from roadeye.model.spec import ModelSpec, Output
from roadeye.model.tflite_file import read_entry, with_entry


@pytest.fixture(scope="module")
def content() -> bytes:
    return model_path("bundled").read_bytes()


def test_the_bundled_model_is_small_and_says_what_it_is() -> None:
    assert model_path("bundled").stat().st_size < 5_000_000
    spec = open_model().spec
    assert spec.parameters <= 1_000_000
    assert "KITTI" in spec.licence
    assert spec.scores


def test_every_window_runs() -> None:
    runner = open_model()
    for window in runner.spec.windows:
        probability = runner(np.full((*window, 3), 90, np.uint8))
        assert probability.shape == window
        assert probability.dtype == np.float32
        assert 0 <= probability.min() <= probability.max() <= 1


def test_a_picture_of_another_size_is_refused() -> None:
    with pytest.raises(ModelError, match="no window"):
        open_model()(np.zeros((16, 16, 3), np.uint8))


def test_rewriting_the_spec_changes_nothing_else(tmp_path: Path) -> None:
    runner = open_model()
    target = tmp_path / "m.tflite"
    output = msgspec.structs.replace(runner.output, temperature=2.0)
    warmer = runner.spec.with_output(output)
    assert warmer.outputs == (output, *runner.spec.outputs[1:])
    rewrite_spec(model_path("bundled"), target, warmer)
    again = open_model(target)
    assert again.spec == warmer
    window = runner.spec.windows[0]
    tensor = np.random.default_rng(0).integers(0, 256, (*window, 3), dtype=np.uint8)
    np.testing.assert_array_equal(again(tensor), runner(tensor))


def test_entries_are_added_and_replaced(content: bytes) -> None:
    once = with_entry(content, b"first", "note")
    assert read_entry(once, "note") == b"first"
    assert read_entry(with_entry(once, b"second, longer", "note"), "note") == b"second, longer"
    assert read_entry(once) == read_entry(content), "the spec is still there"
    assert read_entry(content, "note") is None


@pytest.mark.parametrize("share", [0.0, 0.0001, 0.001, 0.1, 0.5, 0.9, 0.999])
def test_a_file_cut_short_is_one_clear_line(content: bytes, share: float, tmp_path: Path) -> None:
    path = tmp_path / "cut.tflite"
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(ModelError, match=r"cut\.tflite"):
        open_model(path)


@pytest.mark.parametrize("seed", range(12))
def test_damage_in_the_structure_never_ends_the_process(
    content: bytes, seed: int, tmp_path: Path
) -> None:
    rng = np.random.default_rng(seed)
    damaged = bytearray(content)
    for place in rng.integers(8, 4096, 40):
        damaged[place] = rng.integers(0, 256)
    path = tmp_path / "damaged.tflite"
    path.write_bytes(damaged)
    picture = tmp_path / "x.png"
    write_png(picture, np.zeros((48, 160, 3), np.uint8))
    call = ["predict", str(picture), "--model", str(path), "-o", str(tmp_path / "out")]
    done = subprocess.run(
        [sys.executable, "-m", "roadeye", *call], capture_output=True, text=True, check=False
    )
    assert done.returncode in {0, 2}, done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode == 0 or "model" in done.stderr or "damaged.tflite" in done.stderr


def test_foreign_files(content: bytes, tmp_path: Path) -> None:
    text = tmp_path / "text.tflite"
    text.write_text("not a model", encoding="utf-8")
    with pytest.raises(ModelError, match="not a TFLite file"):
        open_model(text)
    silent = tmp_path / "silent.tflite"
    silent.write_bytes(with_entry(content, b"{}"))
    with pytest.raises(ModelError, match="missing required field"):
        open_model(silent)
    later = json.loads(read_entry(content) or b"") | {"format": 9}
    silent.write_bytes(with_entry(content, json.dumps(later).encode()))
    with pytest.raises(ModelError, match="has format 9, this roadeye reads 2"):
        open_model(silent)
    (tmp_path / "m.onnx").touch()
    with pytest.raises(ModelError, match=r"ends in \.tflite"):
        open_model(tmp_path / "m.onnx")
    with pytest.raises(ModelError, match="no model file"):
        open_model(tmp_path / "absent.tflite")


@pytest.mark.real
def test_a_peer_is_not_one_of_ours(real_data: Path) -> None:
    path = real_data / "peers" / "deeplab-mobilenet-edgetpu-slim-cityscapes.tflite"
    with pytest.raises(ModelError, match="does not describe itself"):
        open_model(path)


def test_spec_errors_name_the_field() -> None:
    with pytest.raises(ModelError, match="another version of roadeye"):
        ModelSpec.from_json(b'{"name": "x", "surprise": 1}')


def test_signature_names() -> None:
    assert signature((272, 480)) == "road_272x480"


def test_a_spec_that_names_other_outputs_than_there_are_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "m.tflite"
    spec = open_model().spec
    rewrite_spec(model_path("bundled"), target, msgspec.structs.replace(spec, outputs=(Output(),)))
    with pytest.raises(ModelError, match="gives 2 outputs, but its spec names 1"):
        open_model(target)


@pytest.mark.parametrize("names", [["all", "all"], ["all", ""], []])
def test_outputs_need_names_of_their_own(names: list[str]) -> None:
    told = msgspec.json.decode(open_model().spec.to_json())
    told["outputs"] = [{"meaning": name} for name in names]
    with pytest.raises(ModelError, match="cannot be read"):
        ModelSpec.from_json(msgspec.json.encode(told))
