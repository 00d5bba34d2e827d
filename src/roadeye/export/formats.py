"""The formats that a network is exported to: one file beside this one each, one line here."""

from dataclasses import dataclass
from enum import StrEnum

from roadeye.errors import InputError


class Numbers(StrEnum):
    """What a file holds its weights in; the parity gate depends on it."""

    FLOAT32 = "float32"
    FLOAT16 = "float16"
    INTEGER = "integer"


@dataclass(frozen=True)
class Format:
    """Describe a file format.

    Attributes:
        name: What it is called at the command line.
        suffix: How its files end.
        module: Holds its `convert`.
        numbers: What the weights are held in. With `INTEGER` the network also computes in whole
            numbers, by ranges that pictures show.
        needs: Packages that it needs beside TensorFlow.
    """

    name: str
    suffix: str
    module: str
    numbers: Numbers = Numbers.FLOAT32
    needs: tuple[str, ...] = ()

    @property
    def integer(self) -> bool:
        """Whether its networks compute in whole numbers."""
        return self.numbers is Numbers.INTEGER


FORMATS = {
    one.name: one
    for one in (
        Format("litert", ".tflite", "roadeye.export.litert"),
        Format("litert-fp16", ".tflite", "roadeye.export.litert_fp16", Numbers.FLOAT16),
        Format("litert-int8", ".tflite", "roadeye.export.litert_int8", Numbers.INTEGER),
        Format("onnx", ".onnx", "roadeye.export.onnx", needs=("tf2onnx", "onnxruntime")),
        Format("openvino", ".xml", "roadeye.export.openvino", needs=("tf2onnx", "openvino")),
        Format(
            "openvino-int8",
            ".xml",
            "roadeye.export.openvino_int8",
            Numbers.INTEGER,
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
