"""What is asked of an export is checked before anything slow is imported."""

from pathlib import Path

import pytest

from roadeye.errors import InputError, ModelError
from roadeye.export.check import parse_ends, parse_size, require_suffix, require_weights
from roadeye.export.convert import Ends
from roadeye.export.formats import FORMATS, find_format


@pytest.mark.parametrize("text", ["", "240", "240x", "x800", "-16x32", "240x800x3", "240.0x800"])
def test_a_size_is_height_and_width(text: str) -> None:
    with pytest.raises(InputError, match="is not an input size: give height x width"):
        parse_size(text)


def test_an_unknown_format_names_the_known() -> None:
    with pytest.raises(InputError, match=r"unknown format 'caffe'; known are litert, litert-fp16"):
        find_format("caffe")


def test_only_one_format_has_a_choice_of_ends() -> None:
    assert parse_ends("int8", FORMATS["litert-int8"]) is Ends.INT8
    assert parse_ends("float32", FORMATS["onnx"]) is Ends.FLOAT32
    with pytest.raises(
        InputError, match="only litert-int8 can have int8 input and output, not onnx"
    ):
        parse_ends("int8", FORMATS["onnx"])
    with pytest.raises(InputError, match="'int4' is not a type of input and output"):
        parse_ends("int4", FORMATS["litert-int8"])


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_ends_as_its_format_does(name: str) -> None:
    require_suffix(Path(f"a{FORMATS[name].suffix}"), FORMATS[name])
    with pytest.raises(InputError, match=rf"should end in \{FORMATS[name].suffix}, the suffix of"):
        require_suffix(Path("a.bin"), FORMATS[name])


def test_there_must_be_weights(tmp_path: Path) -> None:
    require_weights("roadeye")
    with pytest.raises(InputError, match="is not in a run folder"):
        require_weights(str(tmp_path / "m.onnx"))
    with pytest.raises(ModelError, match="there is no model file"):
        require_weights(str(tmp_path / "m.keras"))
