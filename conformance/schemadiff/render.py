"""A diff as text for a terminal, as Markdown and as JSON."""

from __future__ import annotations

import json

from conformance.schemadiff.change import Diff, Party, Side
from conformance.schemadiff.rows import Row, rows

SIDES: dict[Side, str] = {"request": "Requests: what clients send", "response": "Answers: what servers send"}


def as_text(diff: Diff) -> str:
    """The diff as plain text: a line per row, those that break something first."""
    lines = [f"{diff.before} → {diff.after}: {_counted(diff)}"]
    for side, title in SIDES.items():
        found = rows(diff.on(side))
        lines += ["", title, *(["  nothing changed"] if not found else [])]
        for row in found:
            words = f"{row.before} → {row.after}" if row.before and row.after else row.before or row.after
            breaks = f"  [breaks {_parties(row.breaking)}]" if row.breaking else ""
            lines.append(f"  {row.what}  {', '.join(row.where)}{f': {words}' if words else ''}{breaks}")
    return "\n".join(lines) + "\n"


def as_markdown(diff: Diff) -> str:
    """The diff as a section of Markdown, with a table per side of the wire."""
    lines = [f"## {diff.before} → {diff.after}", "", f"{_counted(diff)[0].upper()}{_counted(diff)[1:]}."]
    for side, title in SIDES.items():
        found = rows(diff.on(side))
        lines += ["", f"### {title}", ""]
        if not found:
            lines.append("Nothing changed.")
            continue
        lines += ["| what | where | before | after | breaks |", "|---|---|---|---|---|", *map(_table_row, found)]
    return "\n".join(lines) + "\n"


def as_json(diff: Diff) -> str:
    """The diff as one JSON object: the two revisions and every single change, with whom it breaks."""
    return json.dumps(diff.as_json(), indent=2, ensure_ascii=False) + "\n"


def _table_row(row: Row) -> str:
    where = ", ".join(map(_code, row.where))
    return f"| {row.what} | {where} | {_code(row.before)} | {_code(row.after)} | {_parties(row.breaking)} |"


def _code(text: str) -> str:
    return f"`{text}`".replace("|", "\\|") if text else ""


def _parties(breaking: tuple[Party, ...]) -> str:
    return " and ".join(f"{party}s" for party in breaking)


def _counted(diff: Diff) -> str:
    if not diff.changes:
        return "nothing changed"
    number = len(diff.changes)
    clients, servers = len(diff.breaking("client")), len(diff.breaking("server"))
    return f"{number} change{'s' if number > 1 else ''}; {clients} break clients, {servers} break servers"
