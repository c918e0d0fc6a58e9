"""A comparison as JSON, for programs; its shape is `schemas/report/diff.schema.json`."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from conformance.report import text
from conformance.report.diff.change import Category

if TYPE_CHECKING:
    from conformance.report.diff.change import Change
    from conformance.report.diff.comparison import Comparison
    from conformance.report.view import Report, RequirementView

FORMAT = 1


def as_json(comparison: Comparison, *, strict: bool = False) -> str:
    """The whole comparison as one JSON document."""
    document = {
        "format": FORMAT,
        "old": _run(comparison.old),
        "new": _run(comparison.new),
        "differences": [asdict(found) for found in comparison.differences],
        "judged_in_both": comparison.judged_in_both,
        "counts": {category.value: count for category, count in comparison.counts.items()},
        "changes": [_change(change) for change in comparison.changes],
        "still_failing": [_change(change) for change in comparison.by_category.get(Category.STILL_FAILING, [])],
        "regressions": comparison.regressions(strict=strict),
        "incomplete": comparison.incomplete or None,
        "exit_code": comparison.exit_code(strict=strict),
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _run(report: Report) -> dict[str, Any]:
    header = report.run.header
    return {
        "target": {name: header["target"].get(name) for name in ("name", "version")},
        "revision": header["revision"],
        "lane": header["lane"],
        "started": header["started"],
        "suite": dict(header["suite"]),
        "interrupted": report.run.interrupted,
        "conformance": report.tally.conformance,
        "coverage": report.tally.coverage,
    }


def _change(change: Change) -> dict[str, Any]:
    result = change.newest.result
    return {
        "id": change.id,
        "was": change.was,
        "category": change.category.value,
        "feature": result["feature"],
        "level": result["level"],
        "sentence": result["sentence"],
        "old": _side(change.old),
        "new": _side(change.new),
        "why": change.why,
    }


def _side(side: RequirementView | None) -> dict[str, str] | None:
    return {name: text.clean(side.result[name]) for name in ("status", "message")} if side else None
