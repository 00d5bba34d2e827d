"""Run the command line with `python -m roadeye`."""

from roadeye.cli import main

main()
