"""``python -m conformance`` is the command."""

from conformance.cli import main

main()
