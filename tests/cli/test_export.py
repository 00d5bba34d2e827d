import pytest

pytest.importorskip("keras", reason="needs the train extra")

from roadeye.cli import main


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["run", "-o", "m.tflite", "--format", "caffe"],
            "unknown format 'caffe'; known are litert",
        ),
        (["run", "-o", "m.onnx"], "should end in .tflite"),
        (["absent", "-o", "m.tflite"], "not in a run folder"),
    ],
)
def test_a_wrong_request_is_one_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["export", *arguments])
    assert ended.value.code == 2
    assert message in capsys.readouterr().err
