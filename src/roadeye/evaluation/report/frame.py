"""The frame of every page: head, style, sections."""

from datetime import datetime
from importlib import resources

import roadeye
from roadeye.evaluation.report.markup import Content, Html, tag

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def document(title: str, *body: Content) -> bytes:
    """Return a whole page as UTF-8; bytes of file names that are no text are shown escaped."""
    style = resources.files("roadeye.evaluation.report").joinpath("style.css").read_text("utf-8")
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
        Html(f"<style>{style}</style>"),
    )
    page = tag("html", head, tag("body", tag("main", *body)), lang="en")
    return f"<!DOCTYPE html>\n{page.markup}\n".encode("utf-8", "backslashreplace")


def header(title: str, about: Content, now: datetime) -> Html:
    """Return the heading of a page and what it is about."""
    when = f"{now:%Y-%m-%d %H:%M} UTC"
    made = tag("p", f"Made {when} by roadeye {roadeye.__version__}", class_="quiet")
    return tag("header", tag("h1", title), tag("p", about), made)


def section(title: str, *body: Content) -> Html:
    """Return a section with its heading."""
    return tag("section", tag("h2", title), *body)


def note(*body: Content) -> Html:
    """Return a remark in small print."""
    return tag("p", *body, class_="quiet")


def warning(*body: Content) -> Html:
    """Return a remark that must not be overlooked."""
    return tag("div", *body, class_="warning", role="note")
