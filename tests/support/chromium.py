"""Pages in Debian's Chromium, driven by Playwright; skipped where either is missing."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MILLISECONDS = 60_000  # on a busy machine
_AXE = Path(__file__).parent / "axe" / "axe.min.js"


@contextmanager
def chromium(*flags: str) -> Iterator["Browser"]:
    """Yield a browser with a webcam that shows a test picture."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip("Chromium is not installed")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=found,
            args=[
                "--no-sandbox",
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                "--autoplay-policy=no-user-gesture-required",
                *flags,
            ],
        )
        yield browser
        browser.close()


@contextmanager
def watched(browser: "Browser", address: str, **settings: Any) -> Iterator["Page"]:
    """Yield a page; at the end it has asked nobody else, and nothing has gone wrong in it."""
    context = browser.new_context(**settings)
    context.set_default_timeout(MILLISECONDS)
    page = context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(address)
    yield page
    context.close()
    inside = (address.rstrip("/"), "blob:", "data:")
    assert [url for url in asked if not url.startswith(inside)] == []
    assert wrong == []


def faults(page: "Page") -> list[str]:
    """Return what axe-core finds to be serious or critical."""
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")
    return [
        f"{one['id']}: {node['html']}"
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]
