"""LiteRT.js on WebGPU, by an adapter that computes on the processor: right, and far too slow to use."""

from pathlib import Path

import pytest
from chromium import chromium, watched
from static_server import static_server

from roadeye.server.browser_app import write_app

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.soak]

ON_GRAPHICS = """async () => {
  const { compile, run } = await import("./network.js");
  const response = await fetch("./models/roadeye.tflite");
  const content = new Uint8Array(await response.arrayBuffer());
  const canvas = new OffscreenCanvas(800, 240);
  const drawn = canvas.getContext("2d");
  drawn.fillStyle = "#69c";
  drawn.fillRect(0, 0, 800, 120);
  drawn.fillStyle = "#555";
  drawn.fillRect(0, 120, 800, 120);
  const { data } = drawn.getImageData(0, 0, 800, 240);
  const picture = Float32Array.from(data.filter((_, index) => index % 4 < 3));
  const [first, second] = [await compile(content, "wasm"), await compile(content, "webgpu")];
  const expected = await run(first, picture, [240, 800]);
  const found = await run(second, picture, [240, 800]);
  const apart = expected.map((value, index) => Math.abs(value - found[index]));
  return [expected, apart].map((values) => values.reduce((one, other) => Math.max(one, other)));
}"""


def test_webgpu_gives_what_webassembly_gives(tmp_path: Path) -> None:
    flags = ("--enable-unsafe-webgpu", "--enable-features=Vulkan,WebGPU")
    write_app(tmp_path, ["roadeye"])
    with (
        static_server(tmp_path) as address,
        chromium(*flags, "--use-webgpu-adapter=swiftshader") as browser,
        watched(browser, address) as page,
    ):
        if not page.evaluate("navigator.gpu?.requestAdapter().then(Boolean)"):
            pytest.skip("this Chromium has no WebGPU")
        largest, apart = page.evaluate(ON_GRAPHICS)
        assert largest > 0.9, "there is road to find"
        assert apart < 1e-3
        page.click("#example")  # an adapter that computes on the processor is left alone
        page.locator("#fraction", has_text="%").wait_for()
