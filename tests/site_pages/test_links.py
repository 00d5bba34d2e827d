"""What the check of a built site finds."""

from pathlib import Path

import pytest
from site_pages.links import broken_links


def site(folder: Path, body: str) -> Path:
    (folder / "sub").mkdir()
    (folder / "index.html").write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    (folder / "sub" / "page.html").write_text('<h1 id="top">A</h1>', encoding="utf-8")
    (folder / "sub" / "index.html").write_text("<p>", encoding="utf-8")
    (folder / "a b.png").touch()
    return folder


@pytest.mark.parametrize(
    "body",
    [
        '<a href="sub/page.html#top">',
        '<a href="sub/">',
        '<a href="/sub/page.html">',
        '<a href="#here"><i id="here">',
        '<a href="https://example.org/gone">',  # nothing is asked of a network
        '<img src="a%20b.png">',
        '<img src="data:image/png;base64,AAAA">',
        '<link rel="canonical" href="https://example.org/">',
    ],
)
def test_what_is_there_is_no_problem(tmp_path: Path, body: str) -> None:
    assert broken_links(site(tmp_path, body)) == []


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('<a href="gone.html">', "index.html: gone.html: no such page"),
        ('<img src="gone.png">', "index.html: gone.png: no such page"),
        (
            '<a href="sub/page.html#gone">',
            "index.html: sub/page.html#gone: no such place on the page",
        ),
        ('<a href="#gone">', "index.html: #gone: no such place on the page"),
        (
            '<script src="https://cdn.example/x.js">',
            "index.html: loads https://cdn.example/x.js from another host",
        ),
        (
            '<link rel="stylesheet" href="//fonts.example/x.css">',
            "index.html: loads //fonts.example/x.css from another host",
        ),
    ],
)
def test_what_is_broken_or_foreign_is_named(tmp_path: Path, body: str, problem: str) -> None:
    assert broken_links(site(tmp_path, body)) == [problem]
