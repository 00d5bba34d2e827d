"""Check a built site without a network: links, anchors, and no request to another host."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LOADED = {
    ("img", "src"),
    ("script", "src"),
    ("link", "href"),
    ("source", "srcset"),
    ("video", "src"),
}
_NOT_LOADED = {"canonical", "next", "prev", "alternate"}  # a <link> that only tells


@dataclass(eq=False)
class _Page(HTMLParser):
    """Collect what a page links to, and what can be linked to in it."""

    links: set[str] = field(default_factory=set)
    loaded: set[str] = field(default_factory=set)
    anchors: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note one element."""
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a" and "href" in given:
            self.links.add(given["href"])
        told_only = tag == "link" and given.get("rel") in _NOT_LOADED
        if not told_only:
            self.loaded |= {value for name, value in given.items() if (tag, name) in _LOADED}


def broken_links(site: Path) -> list[str]:
    """Return what is wrong with the pages of a site, a line each.

    A link must lead to a file of the site, and to an anchor of it if it names one. Nothing that a
    page loads may come from another host.
    """
    pages = {path: _read(path) for path in sorted(site.rglob("*.html"))}
    problems: list[str] = []
    for path, page in pages.items():
        name = path.relative_to(site)
        foreign = [one for one in page.loaded if urlsplit(one).netloc]
        problems += [f"{name}: loads {one} from another host" for one in foreign]
        for link in sorted(page.links | (page.loaded - set(foreign))):
            problem = _problem(link, path, site, pages)
            if problem:
                problems.append(f"{name}: {link}: {problem}")
    return problems


def _read(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def _problem(link: str, path: Path, site: Path, pages: dict[Path, _Page]) -> str:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return ""
    target = path
    if parts.path:
        start = site if parts.path.startswith("/") else path.parent
        target = (start / unquote(parts.path).lstrip("/")).resolve()
        if target.is_dir():
            target /= "index.html"
        if not target.exists():
            return "no such page"
    anchor = unquote(parts.fragment)
    if anchor and target in pages and anchor not in pages[target].anchors | {"__top"}:
        return "no such place on the page"
    return ""
