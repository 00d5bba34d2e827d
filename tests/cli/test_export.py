import re

import pytest

pytest.importorskip("keras", reason="needs the train extra")

from roadeye.cli import main
from roadeye.export.formats import FORMATS


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["run", "-o", "m.tflite", "--format", "caffe"],
            "unknown format 'caffe'; known are litert",
        ),
        (["run", "-o", "m.onnx"], "should end in .tflite"),
        (
            ["run", "-o", "m.bin", "--format", "openvino"],
            "should end in .xml, the suffix of openvino",
        ),
        (["absent", "-o", "m.tflite"], "not in a run folder"),
        (["absent.keras", "-o", "m.tflite"], "there is no model file absent.keras"),
        (["roadeye", "-o", "m.tflite", "--size", "240"], "'240' is not an input size"),
        (["roadeye", "-o", "m.tflite", "--size", "241x800"], "that 16 divides, such as 240x800"),
        (["roadeye", "-o", "m.tflite", "--head", "sky"], "has no head 'sky'; it has: road, driv"),
        (["roadeye", "-o", "m.tflite", "--format", "litert-int8"], "needs labelled pictures"),
        (
            ["roadeye", "-o", "m.tflite", "--io", "int8"],
            "only litert-int8 can have int8 input and output",
        ),
        (
            ["roadeye", "-o", "m.xml", "--format", "openvino-int8", "--calibration", "absent"],
            "absent",
        ),
    ],
)
def test_a_wrong_request_is_one_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["export", *arguments])
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert message in told
    assert told.count("\n") == 1


def test_the_help_names_every_format(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["export", "--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert not [name for name in FORMATS if not re.search(rf"{name}(,|\.| or)", told)]
