"""`python -m fairmatch`."""

from fairmatch.cli import main

main()
