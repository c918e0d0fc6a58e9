"""CTRF, the Common Test Report Format: one JSON file of tests, for the actions and bots that read it.

Its statuses are fewer than ours. Who gates on `failed` must not call a run green that is incomplete, so an error fails
and so does an interrupted run; a known failure is neither passed nor failed but `other`. `rawStatus` has our word.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from conformance.report import evidence, text, view
from conformance.report.evidence import fit

if TYPE_CHECKING:
    from conformance.report.results import Run
    from conformance.report.view import Report, RequirementView

VERSION = "0.0.0"  # of the format; the schema published with it is that of 0.0
STATUSES = {
    "pass": "passed", "warn": "passed", "fail": "failed", "error": "failed", "unexpected-pass": "failed",
    "expected-fail": "other", "unsupported": "skipped", "not-applicable": "skipped",
}  # fmt: skip
_COUNTED = ("passed", "failed", "skipped", "pending", "other")
_OURS = UUID("6b8a5c1e-3f0d-5b7e-9a41-1f2c7d90e3b5")  # the namespace of our ids; any will do, but for ever


def render_ctrf(run: Run) -> str:
    """The results of a run as a CTRF report: a test for each requirement, named by its id."""
    report = view.report(run)
    tests = [_test(each, feature.info["title"]) for feature in report.features for each in feature.requirements]
    if run.interrupted:
        said = "This run did not finish: the result file has no summary."
        tests.append(
            {"name": "interrupted", "status": "failed", "rawStatus": "interrupted", "duration": 0, "message": said}
        )
    document = {
        "reportFormat": "CTRF",
        "specVersion": VERSION,
        "generatedBy": "interactions-conformance",
        "results": {
            "tool": {"name": "interactions-conformance", "version": fit(run.header["suite"]["version"])},
            "summary": _summary(run, report, tests),
            "tests": tests,
            "environment": _environment(run),
        },
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _summary(run: Run, report: Report, tests: list[dict[str, Any]]) -> dict[str, Any]:
    counts = Counter(test["status"] for test in tests)
    start = _milliseconds(run.header["started"])
    finished = run.summary.get("finished") if run.summary else None
    tally = report.tally
    return {
        "tests": len(tests),
        **{status: counts[status] for status in _COUNTED},
        "start": start,
        "stop": max(start, _milliseconds(finished)),
        "extra": {"conformance": tally.conformance, "coverage": tally.coverage, "interrupted": run.interrupted},
    }


def _environment(run: Run) -> dict[str, Any]:
    header = run.header
    target = header["target"]
    said = {"revision": header["revision"], "lane": header["lane"], "requirements": header["suite"]["requirements"]}
    return {
        "appName": fit(target["name"]),
        **({"appVersion": fit(target["version"])} if target.get("version") else {}),
        **({"testEnvironment": fit(target["base_url"])} if target["base_url"] else {}),
        "extra": {name: fit(value) for name, value in said.items()},
    }


def _test(each: RequirementView, feature: str) -> dict[str, Any]:
    result = each.result
    status = STATUSES[result["status"]]
    test: dict[str, Any] = {
        "id": str(uuid5(_OURS, text.clean(result["id"]))),
        "name": fit(result["id"]) or "no id",
        "status": status,
        "rawStatus": result["status"],
        "duration": round(min(max(result["duration"] or 0, 0), 1e6) * 1000),
        "suite": [fit(feature)],
        "tags": [result["level"], result["evidence"], fit(result["feature"])],
    }
    if result["message"]:
        test["message"] = fit(result["message"])
    if status == "failed":
        test["trace"] = fit(evidence.findings(each))
    if defined := result.get("defined"):
        test |= {"filePath": fit(defined["file"]), "line": defined["line"]}
    said = {"sentence": result["sentence"], "source": result["source"], "listed": view.known(result)}
    return test | {
        "stdout": fit(evidence.output(each)).split("\n"),
        "extra": {name: fit(value) for name, value in said.items() if value},
    }


def _milliseconds(iso: str | None) -> int:
    """Since 1970; 0 for what is no time."""
    try:
        at = datetime.fromisoformat(iso or "")
    except ValueError:
        return 0
    return round((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000)
