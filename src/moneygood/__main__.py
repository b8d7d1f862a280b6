"""`python -m moneygood` is the command line."""

from moneygood.surfaces.cli.main import main

main()
