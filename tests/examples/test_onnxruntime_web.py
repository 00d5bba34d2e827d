"""The JavaScript of docs/how-to/deploy-other.md in Chromium, by onnxruntime-web.

The package is found in `ORT_WEB`, or where `npm install -g onnxruntime-web` puts it.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest
from chromium import chromium, watched
from static_server import static_server

pytest.importorskip("onnx", reason="needs the export extra")
pytest.importorskip("onnxruntime", reason="needs the onnx extra")

from tiny_models import TINY, red_is_road, tiny_onnx

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "deploy-other.md"
SIZE = (64, 96)
ASK = """async ([rgba, height, width]) => {
  const { roadIn } = await import("./road.js");
  return Array.from(await roadIn(Uint8Array.from(rgba), height, width));
}"""


def package() -> Path:
    """Return the folder of onnxruntime-web's programs."""
    npm = shutil.which("npm")
    asked = os.environ.get("ORT_WEB")
    if asked is None and npm is not None:
        done = subprocess.run([npm, "root", "-g"], capture_output=True, text=True, check=True)
        asked = f"{done.stdout.strip()}/onnxruntime-web"
    folder = Path(asked or "nowhere") / "dist"
    if not folder.is_dir():
        pytest.skip("onnxruntime-web is not installed: npm install -g onnxruntime-web")
    return folder


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = tmp_path_factory.mktemp("site")
    for name in ("ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"):
        shutil.copy(package() / name, site)
    (block,) = re.findall(r"```js\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (site / "road.js").write_text(block, encoding="utf-8")
    (site / "index.html").write_text("<!doctype html><title>road</title>", encoding="utf-8")
    tiny_onnx(site / "roadeye.onnx", msgspec.structs.replace(TINY, input_sizes=(SIZE,)))
    with static_server(site) as address:
        yield f"{address}/"


def test_the_page_finds_what_onnxruntime_finds(address: str) -> None:
    image = np.random.default_rng(0).integers(0, 256, (*SIZE, 4), dtype=np.uint8)
    with chromium() as browser, watched(browser, address) as page:
        found = page.evaluate(ASK, [image.ravel().tolist(), *SIZE])
    expected = red_is_road(image[None, ..., :3])[0, :, :, 0].ravel()
    np.testing.assert_allclose(found, expected, atol=1e-6)
