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
from roadeye.model.container import ModelFile
from roadeye.model.engine import model_path, open_engine, rewrite_spec
from roadeye.model.litert import signature
from roadeye.model.spec import Head, ModelSpec
from roadeye.model.tflite_file import SPEC_ENTRY, read_entry, read_spec, with_entries


@pytest.fixture(scope="module")
def content() -> bytes:
    return model_path("roadeye").read_bytes()


def test_the_bundled_model_is_small_and_says_what_it_is() -> None:
    assert model_path("roadeye").stat().st_size < 5_000_000
    spec = open_engine().spec
    assert spec.parameters <= 1_000_000
    assert "KITTI" in spec.licence
    assert spec.scores


def test_every_input_size_runs() -> None:
    engine = open_engine()
    for size in engine.spec.input_sizes:
        probability = engine(np.full((2, *size, 3), 90, np.uint8))
        assert probability.shape == (2, *size, 2)
        assert probability.dtype == np.float32
        assert 0 <= probability.min() <= probability.max() <= 1


def test_a_picture_of_another_size_is_refused() -> None:
    with pytest.raises(ModelError, match="takes no pictures of 16×16"):
        open_engine()(np.zeros((1, 16, 16, 3), np.uint8))


def test_rewriting_the_spec_changes_nothing_else(tmp_path: Path) -> None:
    engine = open_engine()
    target = tmp_path / "m.tflite"
    head = msgspec.structs.replace(engine.spec.heads[0], temperature=2.0)
    warmer = engine.spec.with_head(head)
    assert warmer.heads == (head, *engine.spec.heads[1:])
    rewrite_spec(model_path("roadeye"), target, warmer)
    again = open_engine(target)
    assert again.spec == warmer
    size = engine.spec.input_sizes[0]
    batch = np.random.default_rng(0).integers(0, 256, (1, *size, 3), dtype=np.uint8)
    np.testing.assert_array_equal(again(batch), engine(batch))


def test_entries_are_added_and_replaced(content: bytes) -> None:
    once = with_entries(content, {"note": b"first"})
    assert read_entry(once, "note") == b"first"
    twice = with_entries(once, {"note": b"second, longer", "other": b"third"})
    assert read_entry(twice, "note") == b"second, longer"
    assert read_entry(twice, "other") == b"third"
    assert read_entry(once, SPEC_ENTRY) == read_entry(content, SPEC_ENTRY), (
        "the spec is still there"
    )
    assert read_entry(content, "note") is None


@pytest.mark.parametrize("share", [0.0, 0.0001, 0.001, 0.1, 0.5, 0.9, 0.999])
def test_a_file_cut_short_is_one_clear_line(content: bytes, share: float, tmp_path: Path) -> None:
    path = tmp_path / "cut.tflite"
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(ModelError, match=r"cut\.tflite"):
        open_engine(path)


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
        open_engine(text)
    silent = tmp_path / "silent.tflite"
    silent.write_bytes(with_entries(content, {SPEC_ENTRY: b"{}"}))
    with pytest.raises(ModelError, match="missing required field"):
        open_engine(silent)
    later = json.loads(read_entry(content, SPEC_ENTRY) or b"") | {"format": 9}
    silent.write_bytes(with_entries(content, {SPEC_ENTRY: json.dumps(later).encode()}))
    with pytest.raises(ModelError, match="has format 9, this roadeye reads format 3: update"):
        open_engine(silent)
    (tmp_path / "m.pb").touch()
    with pytest.raises(ModelError, match=r"ends in \.tflite, \.onnx, \.xml"):
        open_engine(tmp_path / "m.pb")
    with pytest.raises(ModelError, match="no model file"):
        open_engine(tmp_path / "absent.tflite")


@pytest.mark.real
def test_a_peer_is_not_one_of_ours(real_data: Path) -> None:
    path = real_data / "peers" / "deeplab-mobilenet-edgetpu-slim-cityscapes.tflite"
    with pytest.raises(ModelError, match="does not describe itself"):
        open_engine(path)


def test_spec_errors_name_the_field() -> None:
    with pytest.raises(ModelError, match="missing required field `format`"):
        ModelSpec.from_json(b'{"name": "x", "surprise": 1}')
    with pytest.raises(ModelError, match="missing required field `name`"):
        ModelSpec.from_json(b'{"format": 3, "surprise": 1}')


def test_signature_names() -> None:
    assert signature((272, 480)) == "road_272x480"


def test_a_spec_that_names_other_outputs_than_there_are_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "m.tflite"
    spec = open_engine().spec
    rewrite_spec(model_path("roadeye"), target, msgspec.structs.replace(spec, heads=(Head(),)))
    with pytest.raises(ModelError, match="gives 2 heads, but its description names 1"):
        open_engine(target)


@pytest.mark.parametrize("names", [["road", "road"], ["road", ""], []])
def test_heads_need_names_of_their_own(names: list[str]) -> None:
    told = msgspec.json.decode(open_engine().spec.to_json())
    told["heads"] = [{"name": name} for name in names]
    with pytest.raises(ModelError, match="cannot be read"):
        ModelSpec.from_json(msgspec.json.encode(told))


def test_a_field_of_a_later_version_is_passed_over() -> None:
    later = msgspec.json.decode(open_engine().spec.to_json()) | {"colour": "red"}
    assert ModelSpec.from_json(msgspec.json.encode(later)) == open_engine().spec


@pytest.mark.parametrize("temperature", [1e308, 0.0, -1.0])
def test_a_temperature_has_a_range(temperature: float) -> None:
    told = msgspec.json.decode(open_engine().spec.to_json())
    told["heads"][0]["temperature"] = temperature
    with pytest.raises(ModelError, match="temperature"):
        ModelSpec.from_json(msgspec.json.encode(told))


@pytest.mark.parametrize("seed", range(40))
def test_an_altered_file_is_refused(content: bytes, seed: int) -> None:
    rng = np.random.default_rng(seed)
    altered = bytearray(content)
    altered[int(rng.integers(len(content)))] ^= 1 << int(rng.integers(8))
    with pytest.raises(ModelError):
        read_spec(ModelFile("altered.tflite", bytes(altered)))


def test_a_run_folder_is_a_model(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model.tflite").write_bytes(content)
    assert open_engine(tmp_path).spec.name == "roadeye"
    with pytest.raises(ModelError, match="no model file"):
        open_engine(tmp_path / "other")


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.tflite"
    with path.open("wb") as file:
        file.truncate(30 << 30)  # sparse
    with pytest.raises(ModelError, match="larger than 2 GB"):
        open_engine(path)


def test_no_thread_is_too_few() -> None:
    with pytest.raises(ModelError, match="1 thread or more, not 0"):
        open_engine(threads=0)


def test_engines_of_one_thread_give_the_same_values() -> None:
    engine = open_engine(threads=2)
    size = engine.spec.input_sizes[0]
    batch = np.random.default_rng(0).integers(0, 256, (1, *size, 3), dtype=np.uint8)
    parts = engine.split()
    assert len(parts) == 2
    for part in parts:
        np.testing.assert_array_equal(part(batch), engine(batch))
    assert list(parts[0].split()) == [parts[0]]
