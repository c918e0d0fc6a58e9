"""The matrix as data, for programs: `matrix.json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from conformance.report.matrix.board import Column, Row, Section


def listing(shown: list[Section], pages: list[str]) -> dict[str, Any]:
    """Columns and verdicts of each section, and the pages of the site."""
    return {"format": 1, "sections": [_section(section) for section in shown], "pages": pages}


def _section(section: Section) -> dict[str, Any]:
    return {
        "key": section.key,
        "suite": {"version": section.suite[0], "requirements": section.suite[1]},
        "columns": [_column(column) for column in section.columns],
        "features": [_row(row) for row in section.rows],
    }


def _column(column: Column) -> dict[str, Any]:
    run = column.run
    return {
        "target": run.target,
        "version": run.version,
        "revision": run.revision,
        "lane": run.lane,
        "started": run.started,
        "suite": {"version": run.suite[0], "requirements": run.suite[1]},
        "comparable": column.comparable,
        "partial": run.partial,
        "interrupted": run.interrupted,
        "runs": len(column.history),
        "passed": run.tally.passed,
        "failed": run.tally.failed,
        "applicable": run.tally.applicable,
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "name": row.info["name"],
        "page": row.page,
        "verdicts": [cell.verdict if cell else None for cell in row.cells],
        "passed": [cell.tally.passed if cell else None for cell in row.cells],
        "scored": [cell.tally.scored if cell else None for cell in row.cells],
    }
