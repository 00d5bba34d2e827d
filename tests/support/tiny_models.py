"""Model files of a network that a person can follow: the probability of road is red / 255."""

import io
import tempfile
import zipfile
from functools import cache
from pathlib import Path

import msgspec
import numpy as np
import openvino
from fake_engine import fake_spec
from onnx import TensorProto, helper, numpy_helper

from roadeye.arrays import Size
from roadeye.model.checks import INPUT, OUTPUT
from roadeye.model.container import ModelFile, with_spec, write_model
from roadeye.model.spec import Head, ModelSpec

TINY = msgspec.structs.replace(
    fake_spec((64, 96), (96, 64), heads=(Head(name="road"), Head(name="drivable"))), name="tiny"
)
"""Two sizes, and two heads that say the same."""


def red_is_road(image: np.ndarray) -> np.ndarray:
    """Return what the network says of pictures (n, height, width, 3)."""
    return np.repeat(image[..., :1].astype(np.float32) / np.float32(255), 2, axis=-1)


@cache
def onnx_content(
    sides: tuple[int | str, int | str] = ("height", "width"), output: str = OUTPUT
) -> bytes:
    """Return an ONNX file that says nothing about itself."""
    constants = [
        numpy_helper.from_array(np.array(1 / 255, np.float32), "scale"),
        numpy_helper.from_array(np.array([0, 0], np.int64), "red_twice"),
    ]
    nodes = [
        helper.make_node("Cast", [INPUT], ["real"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["real", "scale"], ["scaled"]),
        helper.make_node("Gather", ["scaled", "red_twice"], [output], axis=3),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info(INPUT, TensorProto.UINT8, ["n", *sides, 3])],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["n", *sides, 2])],
        constants,
    )
    opset = [helper.make_opsetid("", 18)]
    return bytes(helper.make_model(graph, opset_imports=opset, ir_version=10).SerializeToString())


@cache
def openvino_content(
    sides: tuple[int | str, int | str] = ("height", "width"), output: str = OUTPUT
) -> tuple[bytes, bytes]:
    """Return the two files of an OpenVINO model that says nothing about itself."""
    model = openvino.Core().read_model(model=onnx_content(sides, output))
    with tempfile.TemporaryDirectory() as folder:
        xml = Path(folder, "tiny.xml")
        openvino.save_model(model, xml, compress_to_fp16=False)
        return xml.read_bytes(), xml.with_suffix(".bin").read_bytes()


def keras_content() -> bytes:
    """Return an archive like a `.keras` file, without a network."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("model.weights.h5", bytes(range(256)) * 8)
    return whole.getvalue()


def tiny_onnx(path: Path, spec: ModelSpec = TINY) -> Path:
    """Write the network as `.onnx`."""
    write_model(path, with_spec(ModelFile(str(path), onnx_content()), spec))
    return path


def tiny_openvino(path: Path, spec: ModelSpec = TINY) -> Path:
    """Write the network as `.xml` and `.bin`."""
    write_model(path, with_spec(ModelFile(str(path), *openvino_content()), spec))
    return path


def tiny_keras(path: Path, spec: ModelSpec = TINY) -> Path:
    """Write a `.keras` file that describes itself and holds no network."""
    write_model(path, with_spec(ModelFile(str(path), keras_content()), spec))
    return path


def tiny_openvino_of(path: Path, size: Size) -> Path:
    """Write the network as `.xml` and `.bin` of one input size, as `export --size` leaves it."""
    model = openvino.Core().read_model(model=onnx_content(size))
    model.reshape([1, *size, 3])
    openvino.save_model(model, path, compress_to_fp16=False)
    file = ModelFile(str(path), path.read_bytes(), path.with_suffix(".bin").read_bytes())
    write_model(path, with_spec(file, msgspec.structs.replace(TINY, input_sizes=(size,))))
    return path
