"""MediaPipe's `ImageSegmenter` runs an exported file, by the program of docs/how-to/deploy-other.md.

MediaPipe brings an OpenCV whose files lie over ours, so it needs an environment of its own:
`MEDIAPIPE_PYTHON` names its Python.
"""

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs the train extra")

from red_network import red_network

from roadeye.export.formats import FORMATS
from roadeye.export.pictures import ParityPictures
from roadeye.export.trained import Trained, at_head, at_size
from roadeye.export.write import Request, export
from roadeye.io.images import write_png
from roadeye.model.engine import open_engine

pytestmark = [pytest.mark.tf, pytest.mark.slow]

SIZE = (64, 96)
PICTURE = np.random.default_rng(1).integers(0, 256, (*SIZE, 3), dtype=np.uint8)
PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "deploy-other.md"
SAVE = """
import json
np.savez("found.npz", confidence=np.concatenate(confidence, axis=-1), road=road)
print(json.dumps(labels))
"""


@pytest.fixture(scope="module")
def python() -> str:
    """A Python that has MediaPipe."""
    asked = os.environ.get("MEDIAPIPE_PYTHON")
    if asked is None and importlib.util.find_spec("mediapipe") is None:
        pytest.skip("MediaPipe is not installed: set MEDIAPIPE_PYTHON to a Python that has it")
    return asked or sys.executable


def segmented(
    python: str, trained: Trained, name: str, folder: Path
) -> tuple[list[str], np.ndarray, np.ndarray, np.ndarray]:
    """Return labels, confidences and mask by MediaPipe, and the probabilities by LiteRT."""
    model = folder / "road.tflite"
    export(Request(trained, FORMATS[name], pictures=ParityPictures((PICTURE,), "noise")), model)
    write_png(folder / "picture.png", PICTURE)
    (block,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    done = subprocess.run(
        [python, "-c", block + SAVE], cwd=folder, env=os.environ | {"PYTHONPATH": ""},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with np.load(folder / "found.npz") as found:
        confidence, road = found["confidence"], found["road"]
    return json.loads(done.stdout), confidence, road, open_engine(model)(PICTURE[None])[0]


def test_confidence_masks_are_the_heads_by_name(python: str, tmp_path: Path) -> None:
    both = at_size(red_network(), SIZE)
    labels, confidence, _, expected = segmented(python, both, "litert", tmp_path)
    assert labels == ["road", "drivable"]
    np.testing.assert_allclose(confidence, expected, atol=1e-6)


def test_the_category_mask_of_one_head_is_its_mask(python: str, tmp_path: Path) -> None:
    one = at_head(at_size(red_network(), SIZE), "drivable")
    labels, _, found, expected = segmented(python, one, "litert-fp16", tmp_path)
    assert labels == ["drivable"]
    road = expected[..., 0] > 0.5
    assert 0.1 < road.mean() < 0.9
    np.testing.assert_array_equal(found.reshape(SIZE), road)
