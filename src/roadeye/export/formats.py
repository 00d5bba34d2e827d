"""The formats that a network is exported to: one file beside this one each, one line here."""

from dataclasses import dataclass

from roadeye.errors import InputError


@dataclass(frozen=True)
class Format:
    """Describe a file format.

    Attributes:
        name: What it is called at the command line.
        suffix: How its files end.
        module: Holds its `convert`.
        integer: True where the network computes in whole numbers, by ranges that pictures show.
        needs: Packages that it needs beside TensorFlow.
    """

    name: str
    suffix: str
    module: str
    integer: bool = False
    needs: tuple[str, ...] = ()


FORMATS = {
    one.name: one
    for one in (
        Format("litert", ".tflite", "roadeye.export.litert"),
        Format("litert-fp16", ".tflite", "roadeye.export.litert_fp16"),
        Format("litert-int8", ".tflite", "roadeye.export.litert_int8", integer=True),
        Format("onnx", ".onnx", "roadeye.export.onnx", needs=("tf2onnx", "onnxruntime")),
        Format("openvino", ".xml", "roadeye.export.openvino", needs=("tf2onnx", "openvino")),
        Format(
            "openvino-int8",
            ".xml",
            "roadeye.export.openvino_int8",
            integer=True,
            needs=("tf2onnx", "openvino", "nncf"),
        ),
        Format("keras", ".keras", "roadeye.export.keras"),
    )
}
"""Formats by name."""

LITERT = FORMATS["litert"]


def find_format(name: str) -> Format:
    """Return the format of a name.

    Raises:
        InputError: There is none.
    """
    if name not in FORMATS:
        raise InputError(
            f"unknown format {name!r}; known are {', '.join(FORMATS)}.", code="no-such-format"
        )
    return FORMATS[name]
