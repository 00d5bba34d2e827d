"""The pages of commands say what `--help` says."""

import pytest
from site_pages.commands import command_pages, overview, plain

from roadeye.cli.app import COMMANDS


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return command_pages()


def test_every_command_has_a_page_and_a_line(pages: dict[str, str]) -> None:
    assert sorted(pages) == sorted(COMMANDS)
    for name in COMMANDS:
        assert f"| [`{name}`]({name}.md) | " in overview(pages)


def test_a_page_has_usage_arguments_and_options(pages: dict[str, str]) -> None:
    page = pages["predict"]
    assert page.startswith("# predict\n\nFind the road in pictures")
    assert "```text\nroadeye predict [OPTIONS]" in page
    assert "| `SOURCE` | Pictures, videos" in page
    assert "| `--head HEAD` | road or drivable." in page
    assert "<" not in page.replace("`", "").split("```text")[0]


def test_a_group_has_a_section_for_each_of_its_commands(pages: dict[str, str]) -> None:
    sections = [line for line in pages["models"].splitlines() if line.startswith("## ")]
    assert sections == ["## models list", "## models get", "## models verify"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("two\n  lines", "two lines"),
        ("*.jpg and *.png", r"\*.jpg and \*.png"),
        ("<2 MB & more", "&lt;2 MB &amp; more"),
        ("road|lane", r"road\|lane"),
        ("[default: x_y]", r"\[default: x\_y\]"),
        ("from `models list`, x_y", r"from `models list`, x\_y"),
        ("`a|b` ends no cell", r"\`a\|b\` ends no cell"),
        ("a ` alone", r"a \` alone"),
    ],
)
def test_markdown_shows_words_as_they_are(text: str, shown: str) -> None:
    assert plain(text) == shown
