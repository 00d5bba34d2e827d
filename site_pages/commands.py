"""A page for each command, from the words that `--help` prints."""

import re
from html import escape
from typing import Any

import typer

from roadeye.cli.app import build

PROGRAM = "roadeye"
_TYPE = re.compile(r" <[^<>]*>$")  # "DATA <path>"
_CODE = re.compile(r"(`[^`|]+`)")  # a | would end the cell of a table
_MARKS = re.compile(r"([\\`*_\[\]|])")


def command_pages() -> dict[str, str]:
    """Return the Markdown of a page by the name of its command, in the order of `--help`.

    A command that holds others is one page with a section for each.
    """
    root = typer.main.get_command(build(()))
    context: Any = root.make_context(PROGRAM, [], resilient_parsing=True)
    names = root.list_commands(context)  # type: ignore[attr-defined]
    return {
        name: _page(root.get_command(context, name), context, name)  # type: ignore[attr-defined]
        for name in names
    }


def overview(pages: dict[str, str]) -> str:
    """Return the page that leads to all commands: each with the first sentence of its help."""
    lines = ["# Commands", "", "The text of `roadeye COMMAND --help`. Every command also takes"]
    lines += ["`--debug`, which shows a traceback instead of one line, and `--quiet`, which hides"]
    lines += ["the notice about a model's licence.", "", "| command | does |", "|---|---|"]
    for name, page in pages.items():
        first = next(line for line in page.splitlines()[1:] if line and line[0] not in "#`|")
        lines.append(f"| [`{name}`]({name}.md) | {first} |")
    return "\n".join([*lines, ""])


def _page(command: Any, parent: Any, name: str, level: int = 1) -> str:
    context = command.make_context(name, [], parent=parent, resilient_parsing=True)
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    parts = [f"{'#' * level} {context.command_path.removeprefix(PROGRAM + ' ')}"]
    parts += [plain(paragraph) for paragraph in (command.help or "").split("\n\n")]
    inner = command.list_commands(context) if hasattr(command, "list_commands") else ()
    if not inner:
        parts += [f"```text\n{usage}\n```"]
        parts += [_table(command, context, kind) for kind in ("argument", "option")]
    parts += [_page(command.get_command(context, one), context, one, level + 1) for one in inner]
    return "\n\n".join(part for part in parts if part) + ("\n" if level == 1 else "")


def _table(command: Any, context: Any, kind: str) -> str:
    params = [param for param in command.get_params(context) if param.param_type_name == kind]
    rows = [row for param in params if (row := param.get_help_record(context)) is not None]
    if not rows:
        return ""
    lines = [f"| {kind} | meaning |", "|---|---|"]
    lines += [f"| `{_TYPE.sub('', name)}` | {plain(text)} |" for name, text in rows]
    return "\n".join(lines)


def plain(text: str) -> str:
    r"""Return a text as Markdown that shows it as it is; what stands in backticks is code.

    >>> plain("Pictures such as 'drive/*.jpg',\n  <2 MB.")
    "Pictures such as 'drive/\\*.jpg', &lt;2 MB."
    >>> plain("`roadeye models list` lists them.")
    '`roadeye models list` lists them.'
    """
    parts = _CODE.split(" ".join(text.split()))  # every second part is code
    parts[::2] = [_MARKS.sub(r"\\\1", escape(part, quote=False)) for part in parts[::2]]
    return "".join(parts)
