"""Templates out of which no text can break."""

from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import UndefinedError, nodes

from roadeye.evaluation import report
from roadeye.evaluation.report.render import _environment, render

TEMPLATES = Path(report.__file__).parent / "templates"
NOW = datetime(2030, 1, 2, 3, 4, tzinfo=UTC)
NO_CARRIAGE_RETURN = st.text(st.characters(exclude_characters="\r\0", codec="utf-8"))


class Reader(HTMLParser):
    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@given(NO_CARRIAGE_RETURN, NO_CARRIAGE_RETURN)
@example("<script>alert(1)</script>", "\"' onerror='x' \n>")
@example("</bdi>{{ 7 * 7 }}\n", "&quot;&#34;")
def test_text_stays_text_and_a_value_one_value(text: str, value: str) -> None:
    template = '{% import "parts.html" as parts %}<p title="{{ value }}">{{ parts.name(text) }}</p>'
    read = Reader(_environment().from_string(template).render(text=text, value=value))
    assert read.elements == [("p", {"title": value}), ("bdi", {})]
    assert read.text == text


@pytest.mark.parametrize("name", sorted(_environment().list_templates()))
def test_every_template_escapes_whatever_its_suffix(name: str) -> None:
    environment = _environment()
    assert environment.autoescape is True
    tree = environment.parse((TEMPLATES / name).read_text("utf-8"))
    assert not [one for one in tree.find_all(nodes.Filter) if one.name == "safe"]


def test_a_value_that_is_missing_is_no_blank() -> None:
    with pytest.raises(UndefinedError, match="result"):
        render("comparison.html", NOW)
