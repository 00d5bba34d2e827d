"""Tables for people, on stdout; words from outside are printed as they are, never as markup."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from roadeye.cli.terminal import printable

WIDTH = 80


def plain_table(title: str | None, *columns: str) -> Table:
    """Return an empty table without lines, its first column to the left, the others to the right."""
    table = Table(title=title, title_justify="left", title_style="", box=None, padding=(0, 1, 0, 0))
    for index, column in enumerate(columns):
        table.add_column(column, justify="right" if index else "left", no_wrap=True)
    return table


def add_row(table: Table, *cells: object) -> None:
    """Add a row to a table, each cell as `printable` text."""
    table.add_row(*(Text(printable(cell)) for cell in cells))


def print_tables(*parts: Table | str, width: int | None = WIDTH) -> None:
    """Print tables, and lines of text, which are wrapped.

    Args:
        parts: What to print, in this order.
        width: Number of columns; None takes the width of the terminal.
    """
    console = Console(width=width, highlight=False, markup=False, emoji=False)
    for part in parts:
        console.print(printable(part) if isinstance(part, str) else part)
