"""Pages in a real Chromium: rendered, as wide as the screen, and nothing ran."""

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from roadeye.io.images import read_image

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--hide-scrollbars", "--allow-file-access-from-files", "--virtual-time-budget=20000"),
)
PHONE, DESKTOP = 390, 1280
TRIES = 6  # virtual time can run out while pictures are decoded in real time on a busy machine

LOOK = """<!DOCTYPE html><meta charset="utf-8"><body style="margin: 0">
<iframe id="page" src="PAGE" style="border: 0; width: WIDTHpx; height: 900px"></iframe>
<pre id="seen" hidden></pre>
<script>
const frame = document.getElementById("page");
frame.onload = async () => {
  const page = frame.contentDocument, root = page.documentElement;
  for (const details of page.querySelectorAll("details")) details.open = true;
  const images = [...page.images];
  for (const image of images) image.loading = "eager";
  const decoded = await Promise.all(images.map(i => i.decode().then(() => true, () => false)));
  const box = element => element.getBoundingClientRect();
  document.getElementById("seen").textContent = JSON.stringify({
    title: page.title,
    width: root.clientWidth,
    needed: Math.max(root.scrollWidth, page.body.scrollWidth),
    tall: root.scrollHeight,
    images: images.length,
    decoded: decoded.filter(Boolean).length,
    beyond: images.filter(i => box(i).right > root.clientWidth + 1).length,
    charts: [...page.querySelectorAll("svg.chart")].map(c => Math.round(box(c).width)),
    ran: page.scripts.length,
    elements: [...page.querySelectorAll("*")].map(e => e.localName),
    requested: frame.contentWindow.performance.getEntriesByType("resource").map(e => e.name)
      .filter(name => !name.startsWith("data:")),
    text: page.body.innerText,
  });
};
</script>"""


@pytest.fixture(scope="module")
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("Chromium is not installed; Debian's package is called chromium")
    return found


def browse(chromium: str, profile: Path, *arguments: str) -> str:
    command = [chromium, *FLAGS, f"--user-data-dir={profile}", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


def look(chromium: str, page: Path, width: int) -> dict[str, Any]:
    """Open a page in a frame of a width, which a window of Chromium cannot always have."""
    frame = page.with_name(f"look-{width}.html")
    frame.write_text(LOOK.replace("PAGE", page.as_uri()).replace("WIDTH", str(width)))
    size = f"--window-size={max(width, 600)},900"
    profile = page.with_name(f"profile-{width}")
    for _ in range(TRIES):
        dom = browse(chromium, profile, size, "--dump-dom", frame.as_uri())
        seen = re.search(r'<pre id="seen"[^>]*>(.*?)</pre>', dom, re.DOTALL)
        assert seen is not None
        if seen[1]:
            told: dict[str, Any] = json.loads(unescape(seen[1]))
            return told
    raise AssertionError(f"the page did not finish in {TRIES} tries")


@pytest.mark.parametrize("made", ["page", "comparison"])
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_a_page_fits_its_screen(
    chromium: str, made: str, width: int, request: pytest.FixtureRequest
) -> None:
    path: Path = request.getfixturevalue(made)
    seen = look(chromium, path, width)
    assert seen["title"].startswith("Road scores")
    assert seen["width"] == width
    assert seen["needed"] <= width
    assert seen["tall"] > 2000
    assert seen["images"] == seen["decoded"] >= 8
    assert seen["beyond"] == 0
    assert all(250 <= chart <= width for chart in seen["charts"])
    assert len(seen["charts"]) == (2 if made == "page" else 0)
    assert seen["requested"] == []
    written = [part.tag for part in ET.fromstring(path.read_text("utf-8")).iter()]
    assert seen["elements"] == written  # Chromium's parser moved, closed and added nothing


def test_a_name_that_looks_like_a_script_does_nothing(chromium: str, page: Path) -> None:
    seen = look(chromium, page, DESKTOP)
    assert seen["ran"] == 0
    assert "<script>document.title='broken'<b onclick=" in seen["text"]


def test_a_screenshot_shows_pictures_and_colours(chromium: str, page: Path) -> None:
    shot = page.with_name("shot.png")
    size = "--window-size=1000,1600"
    browse(chromium, page.with_name("profile"), size, f"--screenshot={shot}", page.as_uri())
    image = read_image(shot).reshape(-1, 3)
    assert len(image) == 1000 * 1600
    colours, counts = np.unique(image, axis=0, return_counts=True)
    assert counts.max() < 0.9 * len(image)  # not a blank sheet
    for colour in ((0, 114, 178), (240, 228, 66), (213, 94, 0)):
        assert (colours == colour).all(axis=1).any(), f"the legend's {colour} is not to be seen"
