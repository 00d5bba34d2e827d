"""The page of `roadeye app` in Chromium: LiteRT.js finds what Python finds, offline too."""

import base64
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from chromium import MILLISECONDS, chromium, faults, watched
from static_server import static_server

import roadeye
from roadeye.arrays import Image
from roadeye.inference.letterbox import letterbox, nearest_size
from roadeye.io.images import encode_png, read_image
from roadeye.metrics.quantised import quantise
from roadeye.server.browser_app import write_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SUBPATH = "someone/some-site"
ASK = """async ([content, head]) => {
  const { browserBackend } = await import("./browser-backend.js");
  const { contextOf, decodePicture } = await import("./picture.js");
  const { letterbox, nearestSize } = await import("./letterbox.js");
  const backend = window.backend ??= browserBackend();
  const [model] = await backend.models();
  const blob = new Blob([Uint8Array.from(atob(content), (one) => one.charCodeAt(0))]);
  const canvas = await decodePicture(blob);
  const image = contextOf(canvas).getImageData(0, 0, canvas.width, canvas.height);
  const size = nearestSize([canvas.height, canvas.width], model.input_sizes);
  const { tensor } = letterbox(image, size);
  const { levels } = await backend.segment({ canvas }, model, model.heads[head]);
  const sent = (bytes) => {
    let text = "";
    for (let begin = 0; begin < bytes.length; begin += 8192) {
      text += String.fromCharCode(...bytes.subarray(begin, begin + 8192));
    }
    return btoa(text);
  };
  return [sent(levels), sent(Uint8Array.from(tensor))];
}"""
SIZES = [
    (375, 1242),  # KITTI: fills an input, made smaller
    (360, 480),  # CamVid: made smaller
    (227, 320),  # IDD-Lite: made larger
    (100, 100),  # a letterbox, made larger
    (900, 448),  # upright
    (31, 700),  # very wide: a letterbox above
    (640, 1280),  # exactly twice an input
    (723, 1285),  # halved by means over odd lengths, then made smaller
]


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = tmp_path_factory.mktemp("site")
    write_app(site / SUBPATH, ["roadeye"])
    with static_server(site) as address:
        yield f"{address}/{SUBPATH}/"


@pytest.fixture(scope="module")
def scene() -> Image:
    file = resources.files("roadeye") / "demo_data/training/image_2/um_000000.jpg"
    return read_image(file.read_bytes(), name="scene")


def sized(image: Image, size: tuple[int, int]) -> Image:
    """Cut or repeat a picture to a size, so that its fine detail stays."""
    repeats = [-(-wanted // given) for wanted, given in zip(size, image.shape[:2], strict=True)]
    return np.ascontiguousarray(np.tile(image, (*repeats, 1))[: size[0], : size[1]])


def sent(image: Image) -> str:
    return base64.b64encode(encode_png(image)).decode()


def in_browser(page: "Page", image: Image, head: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return the levels, and the letterboxed picture in one row."""
    levels, tensor = (base64.b64decode(one) for one in page.evaluate(ASK, [sent(image), head]))
    return np.frombuffer(levels, np.uint8).reshape(image.shape[:2]), np.frombuffer(tensor, np.uint8)


def has_road(page: "Page") -> None:
    page.locator("#fraction", has_text="%").wait_for(timeout=MILLISECONDS)


def test_letterbox_and_mask_are_those_of_python(
    browser: "Browser", address: str, scene: Image
) -> None:
    segmenter = roadeye.load()
    with watched(browser, address) as page:
        for size in SIZES:
            image = sized(scene, size)
            levels, tensor = in_browser(page, image)
            expected = segmenter(image)
            ours, _ = letterbox(image, nearest_size(size, segmenter.spec.input_sizes))
            apart = np.abs(tensor.astype(int) - ours.ravel())
            assert apart.max() <= 1
            assert (apart == 0).mean() > 0.9999, size
            assert ((levels >= 128) == expected.mask).mean() >= 0.999, size
            assert np.abs(levels.astype(int) - quantise(expected.probability)).mean() < 0.1, size


@pytest.mark.real
def test_the_masks_of_real_pictures_are_those_of_python(
    browser: "Browser", address: str, real_data: Path
) -> None:
    folders = ("kitti-road/training/image_2", "camvid/val", "campus-robot/images")
    pictures = [one for name in folders for one in sorted((real_data / name).iterdir())[:40:20]]
    equal, pixels = 0, 0
    for head, name in enumerate(("road", "drivable")):
        segmenter = roadeye.load(head=name)
        with watched(browser, address) as page:
            for picture in pictures:
                image = read_image(picture)
                same = (in_browser(page, image, head)[0] >= 128) == segmenter(image).mask
                assert same.mean() >= 0.999, picture
                equal, pixels = equal + int(same.sum()), pixels + same.size
    assert equal / pixels >= 0.9999


def test_it_works_without_a_network(browser: "Browser", address: str) -> None:
    with watched(browser, address) as page:
        page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        page.context.set_offline(True)
        page.reload()
        page.click("#example")
        has_road(page)
        page.context.set_offline(False)


@pytest.mark.parametrize("width", [320, 1280])
def test_it_fits_and_axe_finds_no_serious_fault(
    browser: "Browser", address: str, width: int
) -> None:
    viewport: Any = {"width": width, "height": 800}
    with watched(browser, address, viewport=viewport) as page:
        page.click("#example")
        has_road(page)
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert "do not leave" in page.inner_text("#where")


def test_the_webcam_is_followed(browser: "Browser", address: str) -> None:
    with watched(browser, address, permissions=["camera"]) as page:
        page.click("#webcam")
        page.locator("#rate", has_text="a second").wait_for()
        has_road(page)
        page.click("#stop")
