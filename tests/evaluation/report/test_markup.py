"""Markup out of which no text can break."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from roadeye.evaluation.report.markup import Html, joined, name_of, tag


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


NO_CARRIAGE_RETURN = st.text(st.characters(exclude_characters="\r\0", codec="utf-8"))


@given(NO_CARRIAGE_RETURN, NO_CARRIAGE_RETURN)
def test_text_stays_text_and_a_value_one_value(text: str, value: str) -> None:
    reader = Reader()
    reader.feed(tag("p", text, title=value).markup)
    reader.close()
    assert reader.elements == [("p", {"title": value})]
    assert reader.text == text


def test_only_markup_is_taken_as_markup() -> None:
    assert tag("p", "<b>", Html("<b></b>")).markup == "<p>&lt;b&gt;<b></b></p>"
    assert joined(["&", tag("i", "x")]).markup == "&amp;<i>x</i>"


def test_names_of_attributes() -> None:
    made = tag("line", class_="grid", stroke_width="2", viewBox="0 0 1 1").markup
    assert made == '<line class="grid" stroke-width="2" viewBox="0 0 1 1"></line>'


def test_a_picture_has_no_end() -> None:
    assert tag("img", alt='"').markup == '<img alt="&quot;">'


def test_a_name_is_kept_apart_from_the_direction_around_it() -> None:
    assert name_of("\u202egnp.exe").markup == "<bdi>\u202egnp.exe</bdi>"
