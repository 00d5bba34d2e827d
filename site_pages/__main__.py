"""Make the generated pages, build the site, check it; `make docs` calls this.

Zensical's own `--strict` covers its own warnings. What mkdocstrings logs does not fail a build, so
the log is read as well.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from roadeye.io.atomic import write_text
from site_pages.commands import command_pages, overview
from site_pages.formats import ROOT, filled_pages
from site_pages.links import broken_links

GENERATED = ROOT / "docs" / "reference" / "generated"
SITE = ROOT / "site"
_TROUBLE = re.compile(r"\b(?:ERROR|WARNING|Warning|Error)\b")


def generated_pages() -> dict[str, str]:
    """Return the Markdown of each page that is made from the code, by its path."""
    commands = command_pages()
    pages = {f"commands/{name}.md": text for name, text in commands.items()}
    return pages | {"commands/index.md": overview(commands)} | filled_pages()


def write_pages(folder: Path) -> None:
    """Write the generated pages into a folder that holds nothing else."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, text in generated_pages().items():
        write_text(folder / name, text)


def build() -> int:
    """Build the site and return the exit code."""
    write_pages(GENERATED)
    shutil.rmtree(SITE, ignore_errors=True)
    program = Path(sys.executable).with_name("zensical")
    done = subprocess.run(
        [program, "build", "--strict", "--clean"],
        cwd=ROOT,
        env=os.environ | {"NO_COLOR": "1"},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    problems = [line for line in done.stdout.splitlines() if _TROUBLE.search(line)]
    if done.returncode or problems:
        print(done.stdout, file=sys.stderr)
        return 1
    problems = broken_links(SITE)
    print("\n".join(problems) or f"the site is in {SITE}", file=sys.stderr)
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(build())
