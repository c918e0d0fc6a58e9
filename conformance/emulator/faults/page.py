"""The tables of ``docs/emulator/faults.md``: ``python -m conformance.emulator.faults.page`` writes them anew."""

from __future__ import annotations

import sys
from pathlib import Path

from conformance.emulator.faults import listing

RULE = "|---|---|---|---|---|"
MARK = "<!-- what follows is written by python -m conformance.emulator.faults.page -->"


def tables() -> str:
    """All that is generated: faults with their arguments, and what the flavours differ in."""
    lines = [
        "",
        "## All faults",
        "",
        "| fault | revisions | what happens | arguments | source |",
        RULE,
    ]
    for row in listing.rows():
        told = "<br>".join(f"`{item['name']}={item['default']}` {item['about']}" for item in row["arguments"])
        lines.append(f"| `{row['name']}` | {row['revisions']} | {row['about']} | {told} | {row['source']} |")
    lines += ["", "## All differences", "", "| name | days | documented | live | source |", RULE]
    for item in listing.switches():
        told = " | ".join(item[key] for key in ("days", "documented", "live", "source"))
        lines.append(f"| `{item['name']}` | {told} |")
    return "\n".join(lines) + "\n"


def written(page: str) -> str:
    """``page`` with its tables as they are now."""
    return page.partition(MARK)[0] + MARK + "\n" + tables()


if __name__ == "__main__":
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/emulator/faults.md")
    path.write_text(written(path.read_text("utf-8")), "utf-8")
