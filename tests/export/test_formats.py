"""Every format: made from a network, compared with it, and read by programs that are not ours."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs the train extra")
pytest.importorskip("nncf", reason="needs the export extra")

from red_network import SIZES, red_network
from tiny_networks import tiny_network

from roadeye.data.detect import open_dataset
from roadeye.errors import ModelError
from roadeye.export.convert import Ends
from roadeye.export.formats import FORMATS
from roadeye.export.litert_int8 import real_operations
from roadeye.export.pictures import CalibrationData, ParityPictures, calibration_data
from roadeye.export.reference import KerasEngine
from roadeye.export.source import read_trained
from roadeye.export.trained import at_size, folded
from roadeye.export.write import Request, export
from roadeye.io.images import write_png
from roadeye.model.engine import open_engine
from roadeye.model.spec import Parity
from roadeye.training.networks.config import NetworkName

pytestmark = [pytest.mark.tf, pytest.mark.slow]

PICTURE = np.random.default_rng(1).integers(0, 256, (1, *SIZES[0], 3), dtype=np.uint8)
PICTURES = ParityPictures((PICTURE[0],), "noise")
RUN = [name for name, one in FORMATS.items() if one.suffix != ".keras"]
"""Formats that an engine runs."""
Exported: TypeAlias = Callable[[str], tuple[Path, Parity]]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> CalibrationData:
    """Pictures of red roads; nobody labelled their edges, which rounding may move by a pixel."""
    folder = tmp_path_factory.mktemp("drawn")
    rng = np.random.default_rng(3)
    for number in range(4):
        image = rng.integers(0, 60, (*SIZES[0], 3), dtype=np.uint8)
        mask = np.zeros(SIZES[0], np.uint8)
        left = 8 + 12 * number
        image[24:, left : left + 40, 0] += 180
        image[..., 2] += np.where(image[..., 0] < 60, 180, 0).astype(np.uint8)
        mask[20:, left - 4 : left + 44] = 128
        mask[28:, left + 4 : left + 36] = 255
        write_png(folder / "images" / f"{number}.png", image)
        write_png(folder / "masks" / f"{number}.png", mask)
    return calibration_data(open_dataset(folder))


def request_of(name: str, drawn: CalibrationData, ends: Ends = Ends.FLOAT32) -> Request:
    data = drawn if FORMATS[name].integer else None
    return Request(red_network(), FORMATS[name], ends, PICTURES, data)


@pytest.fixture(scope="module")
def exported(drawn: CalibrationData, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """Return what exports the network to a format, once, and gives the file and its parity."""
    folder = tmp_path_factory.mktemp("exported")

    @cache
    def exported(name: str) -> tuple[Path, Parity]:
        path = folder / f"{name}{FORMATS[name].suffix}"
        return path, export(request_of(name, drawn), path)

    return exported


@pytest.mark.parametrize("name", RUN)
def test_a_format_is_written_opened_and_says_how_it_differs(name: str, exported: Exported) -> None:
    path, parity = exported(name)
    engine = open_engine(path)
    assert engine.spec.parity == parity
    assert [head.temperature for head in engine.spec.heads] == [1, 1]
    if FORMATS[name].integer:
        assert parity.network_iou == parity.file_iou == 1
    expected = KerasEngine(folded(red_network()))
    for batch in (PICTURE, PICTURE.transpose(0, 2, 1, 3)):
        tolerance = 0.1 if FORMATS[name].integer else 1e-3
        np.testing.assert_allclose(engine(batch), expected(batch), atol=tolerance)


def test_int8_ends_give_what_float_ends_give(
    exported: Exported, drawn: CalibrationData, tmp_path: Path
) -> None:
    whole = tmp_path / "int8.tflite"
    export(request_of("litert-int8", drawn, Ends.INT8), whole)
    engines = []
    for path in (exported("litert-int8")[0], whole):
        assert real_operations(path.read_bytes()) == []
        engines.append(open_engine(path))
    np.testing.assert_allclose(engines[0](PICTURE), engines[1](PICTURE), atol=1e-6)


def test_a_float_file_has_real_operations(exported: Exported) -> None:
    assert "CONV_2D" in real_operations(exported("litert")[0].read_bytes())


def test_a_keras_file_is_read_by_keras_and_is_the_network_again(tmp_path: Path) -> None:
    import keras

    path = tmp_path / "m.keras"
    export(Request(tiny_network(), FORMATS["keras"], pictures=PICTURES), path)
    again = read_trained(str(path))
    assert again.spec.parity is not None
    with path.open("rb") as file:
        model = keras.saving.load_model(file.name, safe_mode=True)
    logits = np.asarray(model(PICTURE.astype(np.float32), training=False))
    expected = KerasEngine(folded(tiny_network()))(PICTURE)
    np.testing.assert_allclose(1 / (1 + np.exp(-logits)), expected, atol=1e-6)
    np.testing.assert_allclose(KerasEngine(again)(PICTURE), expected, atol=1e-6)


@pytest.mark.parametrize("name", ["onnx", "openvino"])
def test_one_size_is_a_fixed_shape_and_several_are_open(
    name: str, exported: Exported, tmp_path: Path
) -> None:
    import openvino

    one = tmp_path / f"one{FORMATS[name].suffix}"
    request = Request(at_size(red_network(), (64, 128)), FORMATS[name], pictures=PICTURES)
    export(request, one)
    core = openvino.Core()
    shapes = [core.read_model(path).input(0).partial_shape for path in (exported(name)[0], one)]
    assert str(shapes[0]) == "[1,?,?,3]"
    assert str(shapes[1]) == "[1,64,128,3]"
    with pytest.raises(ModelError, match="takes no pictures of 64×96"):
        open_engine(one)(PICTURE)


@pytest.mark.parametrize("network", ["roadeye", "mobilenet_v2_fpn"])
def test_whole_networks_become_onnx(network: NetworkName, tmp_path: Path) -> None:
    """Of these two, the first has the layers of the other light ones, the second its own."""
    export(Request(tiny_network(network), FORMATS["onnx"], pictures=PICTURES), tmp_path / "m.onnx")
