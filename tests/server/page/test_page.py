"""The page of `roadeye serve` in Chromium: what a person does, and sees or hears."""

from collections.abc import Iterator
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytest
from chromium import MILLISECONDS, chromium, faults, watched
from fake_engine import FakeEngine, fake_spec
from live_server import live_server
from PIL import Image as Pillow

from roadeye.inference.segmenter import Segmenter
from roadeye.io.images import encode_png, read_image
from roadeye.io.video import frames_of_video
from roadeye.io.video_writer import video_writer
from roadeye.model.spec import Head
from roadeye.server.guard import Access

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ENGINE = FakeEngine(
    spec=fake_spec((96, 320), heads=(Head(name="road"), Head(name="drivable", threshold=0.9)))
)
SIZE = (60, 100)


def blobs() -> bytes:
    """A picture whose red makes areas with holes, one of them at the edge."""
    noise = np.random.default_rng(3).normal(size=SIZE).astype(np.float32)
    smooth = cv2.GaussianBlur(noise, (0, 0), 4)
    red = (smooth - smooth.min()) / (smooth.max() - smooth.min())
    image = np.zeros((*SIZE, 3), np.uint8)
    image[..., 0] = np.rint(255 * red)
    return encode_png(image)


def gif() -> bytes:
    """A picture that browsers read and the server does not."""
    content = BytesIO()
    Pillow.new("L", (8, 8)).save(content, "gif")
    return content.getvalue()


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with live_server({"fake": ENGINE}) as address:
        yield address


def has_road(page: "Page", share: str = "%") -> None:
    page.locator("#fraction", has_text=share).wait_for(timeout=MILLISECONDS)


def choose(page: "Page", content: bytes, name: str = "a.png", kind: str = "image/png") -> None:
    file: Any = {"name": name, "mimeType": kind, "buffer": content}
    page.set_input_files("#files", file)


def percent(page: "Page") -> float:
    return float(page.inner_text("#fraction").removesuffix(" %"))


def saved(page: "Page", kind: str) -> Any:
    with page.expect_download() as download:
        page.click(f"[data-save={kind}]")
    return Path(download.value.path()).read_bytes()


def slide(page: "Page", slider: str, value: int) -> None:
    page.locator(slider).fill(str(value))


def test_a_picture_shows_its_road_and_the_slider_acts_at_once(
    browser: "Browser", address: str
) -> None:
    found = Segmenter(ENGINE)(read_image(blobs()))
    with watched(browser, address) as page:
        choose(page, blobs())
        has_road(page)
        assert percent(page) == pytest.approx(100 * found.road_fraction, abs=0.06)
        assert "a.png: 100 × 60 pixels, found in" in page.inner_text("#facts")
        for level in (30, 200):
            slide(page, "#threshold", level)
            share = np.mean(found.probability >= (level - 0.5) / 255)
            assert percent(page) == pytest.approx(100 * share, abs=0.06)
        page.click("#threshold-reset")
        assert page.inner_text("#threshold-value") == "0.50"


def test_what_is_saved_is_the_mask(browser: "Browser", address: str) -> None:
    import json

    found = Segmenter(ENGINE)(read_image(blobs()))
    with watched(browser, address) as page:
        choose(page, blobs())
        has_road(page)
        mask = np.asarray(Pillow.open(BytesIO(saved(page, "mask"))).convert("L"))
        assert np.array_equal(mask > 127, found.mask)
        told = json.loads(saved(page, "polygons"))
        assert Pillow.open(BytesIO(saved(page, "overlay"))).size == SIZE[::-1]
    assert told["road_fraction"] == pytest.approx(found.road_fraction)
    filled = np.zeros(SIZE, np.uint8)
    assert any(polygon["holes"] for polygon in told["polygons"])
    for polygon in told["polygons"]:
        for ring in (polygon["outer"], *polygon["holes"]):
            filled ^= even_odd(ring)
    assert np.array_equal(filled > 0, found.mask)


def even_odd(ring: list[list[int]]) -> np.ndarray:
    """Fill an outline along the edges of pixels: each vertical edge turns what is right of it."""
    inside = np.zeros(SIZE, np.uint8)
    for (x, y), (_, below) in zip(ring, ring[1:] + ring[:1], strict=True):
        inside[min(y, below) : max(y, below), x:] ^= 1
    return inside


def test_another_head_asks_again(browser: "Browser", address: str) -> None:
    with watched(browser, address) as page:
        choose(page, blobs())
        has_road(page)
        before = percent(page)
        page.select_option("#head", index=1)
        page.locator("#threshold-value", has_text="0.90").wait_for()
        has_road(page)
        assert percent(page) < before
        assert "reach" in page.inner_text("#head-hint")


def test_pictures_are_dropped_and_chosen_among(browser: "Browser", address: str) -> None:
    drop = """async ([first, second]) => {
      const data = new DataTransfer();
      for (const [name, content] of [["one.png", first], ["two.png", second]]) {
        const bytes = Uint8Array.from(content);
        data.items.add(new File([bytes], name, {type: "image/png"}));
      }
      document.querySelector("#drop").dispatchEvent(
        new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
    }"""
    white = encode_png(np.full((20, 30, 3), 255, np.uint8))
    with watched(browser, address) as page:
        page.evaluate(drop, [list(blobs()), list(white)])
        has_road(page)
        assert page.locator("#strip button").count() == 2
        page.click("#strip button[aria-label='two.png']")
        has_road(page, "100.0 %")
        assert "two.png" in page.inner_text("#facts")


def test_the_webcam_is_followed_and_stopped(browser: "Browser", address: str) -> None:
    with watched(browser, address, permissions=["camera"]) as page:
        page.click("#webcam")
        page.locator("#rate", has_text="a second").wait_for()
        has_road(page)
        page.click("#stop")
        assert page.is_hidden("#live")


def test_a_clip_is_followed(browser: "Browser", address: str) -> None:
    from importlib import resources

    clip = (resources.files("roadeye") / "demo_data" / "drive.mp4").read_bytes()
    with watched(browser, address) as page:
        choose(page, clip, "drive.mp4", "video/mp4")
        page.locator("#rate", has_text="a second").wait_for()
        has_road(page)
        page.click("#pause")
        assert page.inner_text("#pause") == "Go on"


def test_a_clip_becomes_a_film(browser: "Browser", address: str, tmp_path: Path) -> None:
    clip = tmp_path / "drive.mp4"
    with video_writer(clip, Fraction(10)) as write:
        for number in range(5):
            write(Fraction(number, 10), read_image(blobs()))
    with watched(browser, address) as page:
        choose(page, clip.read_bytes(), "drive.mp4", "video/mp4")
        has_road(page)
        with page.expect_download() as download:
            page.click("#film")
        assert download.value.suggested_filename == "drive_road.mp4"
        film = tmp_path / "film.mp4"
        download.value.save_as(film)
        page.locator("#film-progress", has_text="5 frames is saved").wait_for()
    assert len(list(frames_of_video(film, pytest.fail))) == 5


@pytest.mark.parametrize(
    ("content", "name", "kind", "words"),
    [
        (b"no picture", "notes.txt", "text/plain", "notes.txt is no picture"),
        (blobs()[:200], "cut.png", "image/png", "cut.png is no picture"),
        (gif(), "a.gif", "image/gif", "no picture that can be read"),
        (b"no clip", "drive.mp4", "video/mp4", "drive.mp4 is no clip"),
    ],
)
def test_what_goes_wrong_is_said(
    browser: "Browser", address: str, content: bytes, name: str, kind: str, words: str
) -> None:
    with watched(browser, address) as page:
        choose(page, content, name, kind)
        page.locator("#alert", has_text=words).wait_for()
        page.click("#alert-close")
        assert page.is_hidden("#alert")
        choose(page, blobs())
        has_road(page)


def test_the_keyboard_does_everything(browser: "Browser", address: str) -> None:
    with watched(browser, address) as page:
        page.locator("#model option").first.wait_for(state="attached")
        reached = []
        for _ in range(30):
            page.keyboard.press("Tab")
            reached.append(
                page.evaluate("document.activeElement.id || document.activeElement.name")
            )
        for control in ("choose", "webcam", "example", "threshold", "view", "model", "head"):
            assert control in reached
        page.focus("#example")
        page.keyboard.press("Enter")
        has_road(page)
        page.focus("#threshold")
        before = page.inner_text("#threshold-value")
        page.keyboard.press("PageUp")
        assert page.inner_text("#threshold-value") > before
        page.focus("#compare")
        page.keyboard.press("Home")
        assert (
            page.evaluate("document.querySelector('#frame').style.getPropertyValue('--split')")
            == "0%"
        )
        assert page.get_attribute("#compare", "aria-valuetext") == "0 % of the picture"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_it_fits_any_width_and_axe_finds_no_serious_fault(
    browser: "Browser", address: str, width: int, scheme: Any
) -> None:
    viewport: Any = {"width": width, "height": 800}
    with watched(browser, address, viewport=viewport, color_scheme=scheme) as page:
        assert faults(page) == []
        choose(page, blobs())
        has_road(page)
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.goto(f"{address}/docs")
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_token_is_asked_for_once(browser: "Browser") -> None:
    with (
        live_server({"fake": ENGINE}, access=Access("secret")) as address,
        watched(browser, address) as page,
    ):
        page.fill("#token", "wrong")
        page.keyboard.press("Enter")
        page.locator("#token-dialog[open]").wait_for()
        page.fill("#token", "secret")
        page.keyboard.press("Enter")
        choose(page, blobs())
        has_road(page)
        assert page.is_hidden("#token-dialog")
