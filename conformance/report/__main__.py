"""`python -m conformance.report RESULTS.jsonl` renders the reports again, beside the result file."""

from __future__ import annotations

import sys
from pathlib import Path

from conformance.report import ReportError, write_all
from conformance.report.results import read


def main(arguments: list[str]) -> int:
    """Render the reports of each result file named; 0 when all were written, 3 otherwise."""
    if not arguments:
        print("usage: python -m conformance.report RESULTS.jsonl...", file=sys.stderr)
        return 3
    try:
        for name in arguments:
            for path in write_all(read(name), Path(name).parent).values():
                print(path)
    except ReportError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
