"""Every format says what it holds, in a file that any program reads, and shows when it was altered."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

pytest.importorskip("onnx", reason="needs the export extra")
pytest.importorskip("openvino", reason="needs the openvino extra")

from tiny_models import TINY, keras_content, onnx_content, openvino_content

from roadeye.errors import ModelError
from roadeye.model.container import (
    CONTAINERS,
    ModelFile,
    read_spec,
    weights_path,
    with_spec,
    write_model,
)
from roadeye.model.engine import model_path, read_model
from roadeye.model.spec import ModelSpec

BARE: dict[str, Callable[[], ModelFile]] = {
    ".tflite": lambda: ModelFile("m.tflite", model_path("roadeye").read_bytes()),
    ".onnx": lambda: ModelFile("m.onnx", onnx_content()),
    ".xml": lambda: ModelFile("m.xml", *openvino_content()),
    ".keras": lambda: ModelFile("m.keras", keras_content()),
}
SPEC = msgspec.structs.replace(TINY, licence='Jürgens "<&>" Licence\n2', fingerprints=bytes(320))


@pytest.fixture(params=BARE, scope="module")
def file(request: pytest.FixtureRequest) -> ModelFile:
    return with_spec(BARE[request.param](), SPEC)


def test_there_is_a_case_for_every_format() -> None:
    assert BARE.keys() == CONTAINERS.keys()


def test_what_is_written_is_read(file: ModelFile) -> None:
    assert read_spec(file) == SPEC


def test_a_spec_is_replaced_and_nothing_is_left_of_the_old(file: ModelFile) -> None:
    again = with_spec(file, msgspec.structs.replace(SPEC, name="another"))
    assert read_spec(again).name == "another"
    assert len(again.content) <= len(file.content) + 64
    assert read_spec(with_spec(again, SPEC)) == SPEC


def test_the_same_spec_gives_the_same_file(file: ModelFile) -> None:
    assert with_spec(file, SPEC) == file


def test_a_file_without_a_spec_is_refused() -> None:
    for suffix in (".onnx", ".xml", ".keras"):
        with pytest.raises(ModelError, match="does not describe itself") as refused:
            read_spec(BARE[suffix]())
        assert refused.value.code == "foreign"


@pytest.mark.parametrize("seed", range(20))
def test_one_bit_is_enough_to_refuse_it(file: ModelFile, seed: int) -> None:
    rng = np.random.default_rng(seed)
    altered = bytearray(file.content)
    altered[int(rng.integers(len(altered)))] ^= 1 << int(rng.integers(8))
    with pytest.raises(ModelError, match=r"m\."):
        read_spec(replace(file, content=bytes(altered)))


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.99, 0.9999])
def test_a_file_cut_short_is_refused(file: ModelFile, share: float) -> None:
    with pytest.raises(ModelError, match=r"m\."):
        read_spec(replace(file, content=file.content[: int(share * len(file.content))]))


def test_the_weights_beside_an_xml_are_its_own() -> None:
    file = with_spec(BARE[".xml"](), SPEC)
    with pytest.raises(ModelError, match=r"the \.bin file beside it is another model's"):
        read_spec(replace(file, weights=file.weights + b"\0"))


@pytest.mark.parametrize("suffix", BARE)
def test_what_is_no_such_file_takes_no_spec(suffix: str) -> None:
    with pytest.raises(ModelError, match="not a"):
        with_spec(ModelFile(f"m{suffix}", b"\xff not a model"), SPEC)


def test_an_xml_of_something_else_is_refused() -> None:
    with pytest.raises(ModelError, match="an XML file, but not of a network"):
        with_spec(ModelFile("m.xml", b"<svg/>"), SPEC)


def test_an_unknown_suffix_names_the_known() -> None:
    with pytest.raises(ModelError, match=r"ends in \.tflite, \.onnx, \.xml, \.keras"):
        read_spec(ModelFile("m.pb", b""))


def test_other_programs_read_the_file_and_what_it_says(tmp_path: Path) -> None:
    import onnx
    import openvino

    write_model(tmp_path / "m.onnx", with_spec(BARE[".onnx"](), SPEC))
    onnx.checker.check_model(str(tmp_path / "m.onnx"), full_check=True)
    held = {entry.key: entry.value for entry in onnx.load(tmp_path / "m.onnx").metadata_props}
    assert ModelSpec.from_json(held["roadeye"].encode()) == SPEC

    write_model(tmp_path / "m.xml", with_spec(BARE[".xml"](), SPEC))
    network = openvino.Core().read_model(tmp_path / "m.xml")
    text = network.get_rt_info(["roadeye", "spec"]).astype(str)
    assert ModelSpec.from_json(text.encode()) == SPEC


def test_both_files_of_openvino_are_written_and_read(tmp_path: Path) -> None:
    path = tmp_path / "m.xml"
    file = with_spec(BARE[".xml"](), SPEC)
    write_model(path, file)
    assert weights_path(path) == tmp_path / "m.bin"
    assert read_model(path) == replace(file, name=str(path))
    (tmp_path / "m.bin").unlink()
    with pytest.raises(ModelError, match=r"cannot read .*m\.bin: No such file"):
        read_model(path)
