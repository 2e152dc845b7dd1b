"""`python -m academy` is the command line too."""

from academy.cli import main

main()
