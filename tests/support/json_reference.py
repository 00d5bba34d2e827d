"""What docs/reference/json.md says about the JSON of a command."""

import re
from collections.abc import Iterable
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "json.md"
_COMMON = "Common keys"


def undocumented(command: str, keys: Iterable[str]) -> set[str]:
    """Return the keys of a command's JSON object that the page does not name.

    Args:
        command: What stands in the heading, such as `evaluate` or `data check`.
        keys: The keys of the object.

    Raises:
        KeyError: The page has no section about the command.
    """
    words = _sections()
    return set(keys) - words[command] - words[_COMMON]


def _sections() -> dict[str, set[str]]:
    """Return the words in backticks by command; a heading may name several."""
    _, *sections = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {
        command: set(re.findall(r"`([a-z0-9_]+)`", section))
        for section in sections
        for command in section.splitlines()[0].split(", ")
    }
