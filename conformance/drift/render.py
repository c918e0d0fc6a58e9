"""A report as tables for a terminal and as Markdown."""

from __future__ import annotations

import io
import re

from conformance.drift.report import Report
from conformance.drift.rows import HEADINGS, Row, rows
from conformance.report.text import clean

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&$])")
_LINKED = re.compile(
    r"(@|://|www\.)", re.IGNORECASE
)  # GitHub links these by itself; a zero-width space keeps them text


def as_text(report: Report, width: int) -> str:
    """The report for a terminal that is ``width`` columns wide, without colours."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=io.StringIO(), width=width, color_system=None, highlight=False, markup=False, emoji=False)
    console.print(Text(_clean(report.heading)))
    console.print(Text(report.counted))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0), show_lines=False)
    for heading in HEADINGS:
        table.add_column(heading, overflow="fold", no_wrap=not heading)
    for row in rows(report.drift.changes):
        table.add_row(*(Text(_clean(cell)) for cell in _cells(row)))
    if report.drift.changes:
        console.print(Text())
        console.print(table)
    stream = console.file
    assert isinstance(stream, io.StringIO)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()).rstrip() + "\n"


def as_markdown(report: Report) -> str:
    """The report as Markdown; nothing in it is read as anything but text."""
    lines = ["# Drift", "", f"{_escaped(report.heading)}", "", f"{report.counted}."]
    if report.drift.changes:
        lines += ["", f"| {' | '.join(HEADINGS)} |", "|---" * len(HEADINGS) + "|"]
    for row in rows(report.drift.changes):
        sure = _cells(row)[0]
        paths = "<br>".join(_code(path) for path in row.paths)
        what, when, shown, example = (_escaped(cell) for cell in (row.what, row.when, row.shown, row.example))
        lines.append(f"| {sure} | {_escaped(row.place)}: {paths} | {what} | {when} | {shown} | {example} |")
    return "\n".join(lines) + "\n"


def _cells(row: Row) -> tuple[str, ...]:
    where = "\n".join((row.place, *row.paths))
    return "sure" if row.sure else "perhaps", where, row.what, row.when, row.shown, row.example


def _clean(text: str) -> str:
    return "\n".join(clean(line) for line in text.split("\n"))


def _escaped(text: str) -> str:
    escaped = _SPECIAL.sub(r"\\\1", clean(text.replace("\n", " "))).replace("\\<", "&lt;").replace("\\&", "&amp;")
    return _LINKED.sub("\\1\u200b", escaped)


def _code(text: str) -> str:
    return f"`{clean(text).replace('`', chr(39))}`".replace("|", "\\|")
