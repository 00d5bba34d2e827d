"""The programs of docs/how-to/deploy.md run as they stand, and find the road that roadeye finds."""

import re
from pathlib import Path

import msgspec
import numpy as np
import pytest

pytest.importorskip("onnxruntime", reason="needs the onnx extra")
pytest.importorskip("openvino", reason="needs the openvino extra")
pytest.importorskip("onnx", reason="needs the export extra")

from tiny_models import TINY, tiny_onnx, tiny_openvino

from roadeye.inference.segmenter import open_segmenter
from roadeye.io.images import write_png
from roadeye.model.engine import model_path
from roadeye.scenes import render

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "deploy.md"
WIDE = msgspec.structs.replace(TINY, input_sizes=((240, 800),))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    folder = tmp_path_factory.mktemp("deploy")
    write_png(folder / "picture.png", render(3, 0).image)
    (folder / "roadeye.tflite").write_bytes(model_path("roadeye").read_bytes())
    tiny_onnx(folder / "roadeye.onnx", WIDE)
    tiny_openvino(folder / "roadeye.xml", WIDE)
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 4
    names: dict[str, np.ndarray] = {}
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        for block in blocks:
            exec(compile(block, str(PAGE), "exec"), names)  # noqa: S102  our own page
    for name in ("roadeye.tflite", "roadeye.onnx", "roadeye.xml"):
        names[name] = open_segmenter(folder / name)(names["image"]).mask
    return names


@pytest.mark.parametrize(
    ("mask", "file"),
    [
        ("litert_mask", "roadeye.tflite"),
        ("onnx_mask", "roadeye.onnx"),
        ("openvino_mask", "roadeye.xml"),
    ],
)
def test_a_program_finds_what_roadeye_finds(
    mask: str, file: str, found: dict[str, np.ndarray]
) -> None:
    assert 0.05 < found[file].mean() < 0.95, "there is road, and something else"
    np.testing.assert_array_equal(found[mask], found[file])


def test_every_shape_goes_there_and_back(found: dict[str, np.ndarray]) -> None:
    from roadeye.inference.letterbox import letterbox, unletterbox

    rng = np.random.default_rng(0)
    for height, width in [(375, 1242), (360, 480), (100, 100), (700, 300), (1, 1), (240, 800)]:
        image = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
        expected, params = letterbox(image, (240, 800))
        tensor, place = found["letterbox"](image, 240, 800)  # type: ignore[operator]
        np.testing.assert_array_equal(tensor, expected)
        probability = rng.random((240, 800), np.float32)
        again = found["back"](probability, place, image)  # type: ignore[operator]
        np.testing.assert_allclose(again, unletterbox(probability, params), atol=1e-6)
